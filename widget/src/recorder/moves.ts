// Tells of navigation where the browser does not: by wrapping the history's own calls.
// Refuses to wrap anything where the Navigation API exists.

/** Calls back after each push or replace until the returned function is called. */
export function moves(moved: () => void): () => void {
  if ("navigation" in window) return () => {};
  const undo = (["pushState", "replaceState"] as const).map((name) => {
    const original = history[name];
    const patched = new Proxy(original, {
      apply(call, self, given) {
        Reflect.apply(call, self, given);
        moved();
      },
    });
    History.prototype[name] = patched;
    return () => {
      // Someone may have wrapped ours since: then it stays, and only tells of nothing new.
      if (History.prototype[name] === patched) History.prototype[name] = original;
    };
  });
  return () => {
    for (const put of undo) put();
  };
}
