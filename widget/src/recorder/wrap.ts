// Wraps functions of the host.
// Refuses to be noticed: name, length and text stay, and what was wrapped is given back.

type Call = (...given: never[]) => unknown;

/** Wraps a function of the host by a proxy, which keeps its name, length and text; gives back how to take it off. */
export function wrap(
  of: object,
  name: string,
  apply: (call: Call, self: unknown, given: unknown[]) => unknown,
): () => void {
  const owner = of as Record<string, Call>;
  const original = owner[name];
  if (typeof original !== "function") return () => {};
  let on = true;
  const patched = new Proxy(original, {
    apply: (call, self, given: never[]) => (on ? apply(call, self, given) : Reflect.apply(call, self, given)),
  });
  owner[name] = patched;
  return () => {
    on = false;
    // Someone may have wrapped ours since: then it stays, and does nothing.
    if (owner[name] === patched) owner[name] = original;
  };
}
