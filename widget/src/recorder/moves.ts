// Tells of navigation: by the Navigation API, and where that does not exist by wrapping the history's own calls.
// Refuses to wrap anything where the Navigation API exists.

import { listen } from "./listen";
import { wrap } from "./wrap";

/** Calls back after each push or replace until the returned function is called. */
export function moves(moved: () => void): () => void {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) return listen("currententrychange", moved, navigation);
  const undo = ["pushState", "replaceState"].map((name) =>
    wrap(History.prototype, name, (call, self, given) => {
      Reflect.apply(call, self, given);
      moved();
    }),
  );
  return () => {
    for (const put of undo) put();
  };
}
