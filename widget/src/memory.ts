// Keeps the visitor's token and answers in the browser, and works without any storage too.
// Refuses to write before the visitor acted: reading is all that happens on load.
import type { Memory } from "./core";

/** A memory for one project; falls back to the page's lifetime where storage is refused. */
export function remember(name: string): {
  get(): Memory;
  set(change: Memory, lasting?: boolean): void;
  clear(): void;
} {
  let held: Memory | undefined;
  const get = (): Memory => {
    if (held) return held;
    try {
      held = JSON.parse(localStorage.getItem(name) ?? "{}") as Memory;
    } catch {
      held = {};
    }
    return held;
  };
  return {
    get,
    set(change, lasting = true) {
      held = { ...get(), ...change };
      if (!lasting) return;
      try {
        localStorage.setItem(name, JSON.stringify(held));
      } catch {
        // Refused or full: what is held lasts as long as the page.
      }
    },
    clear() {
      held = {};
      try {
        localStorage.removeItem(name);
      } catch {
        // Nothing was kept, so nothing is left.
      }
    },
  };
}
