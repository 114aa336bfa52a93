// Reads what the visitor did here before, so that it can be shown before the panel is loaded.
// Does not write: the panel does, after the visitor acted.
import type { Memory } from "./core";

/** The value that is stored for a moment before a key is removed: other tabs are notified of it. */
export const LEFT = "0";

/** What is kept under a name, or nothing. */
export function recall(name: string): Memory {
  try {
    return (JSON.parse(localStorage.getItem(name) as string) as Memory | null) ?? {};
  } catch {
    // Storage is denied, or another program wrote the value.
    return {};
  }
}

/** Forgets what is kept under a name, and notifies the other tabs, even if nothing was kept. */
export function forget(name: string): void {
  try {
    localStorage.setItem(name, LEFT);
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
