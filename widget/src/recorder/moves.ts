// Reports navigation: by the Navigation API, or by wrapping `history` where that does not exist.
// Does not wrap anything where the Navigation API exists.

import { listen } from "./listen";
import { wrap } from "./wrap";

/** Calls back after each push or replace until the returned function is called. */
export function moves(moved: () => void): () => void {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) return listen("currententrychange", moved, navigation);
  const undo = ["pushState", "replaceState"].map((name) =>
    wrap(History.prototype, name, (call, self, args) => {
      Reflect.apply(call, self, args);
      moved();
    }),
  );
  return () => {
    for (const run of undo) run();
  };
}
