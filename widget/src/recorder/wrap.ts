// Wraps functions of the host without visible differences: name, length and text stay, and the original can be restored.

type Call = (...args: never[]) => unknown;

/** Wraps a function of the host in a proxy, which keeps its name, length and text; returns a function that unwraps it. */
export function wrap(
  of: object,
  name: string,
  apply: (call: Call, self: unknown, args: unknown[]) => unknown,
): () => void {
  const owner = of as Record<string, Call>;
  const original = owner[name];
  if (typeof original !== "function") return () => {};
  let on = true;
  const patched = new Proxy(original, {
    apply: (call, self, args: never[]) => (on ? apply(call, self, args) : Reflect.apply(call, self, args)),
  });
  owner[name] = patched;
  return () => {
    on = false;
    // Another script may have wrapped ours since: then it stays, and does nothing.
    if (owner[name] === patched) owner[name] = original;
  };
}
