// Reads what the visitor did here before, so that it can be shown before the panel is loaded.
// Refuses to write: that is the panel's, after the visitor acted.
import type { Memory } from "./core";

/** What stands under a name for the moment in which it is forgotten. */
export const LEFT = "0";

/** What is kept under a name, or nothing. */
export function recall(name: string): Memory {
  try {
    return (JSON.parse(localStorage.getItem(name) as string) as Memory | null) ?? {};
  } catch {
    // Refused, or nothing that we wrote.
    return {};
  }
}

/** Forgets what is kept under a name, and tells the other tabs, also where nothing was kept. */
export function forget(name: string): void {
  try {
    localStorage.setItem(name, LEFT);
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
