// Small choices kept in this browser: theme, shortcuts, last project.
// Never fails: where storage is denied, the choice lasts as long as the page.
const held = new Map<string, string>();
const prefix = "yousaid.";

/** The names under which choices are kept. */
export type Choice = "theme" | "shortcuts" | "project" | "rows";

/** Keeps a choice. */
export function remember(name: Choice, value: string): void {
  held.set(name, value);
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Storage is denied or full: `held` keeps it until the page unloads.
  }
}

/** A choice made before, if any. */
export function recall(name: Choice): string | null {
  try {
    return localStorage.getItem(prefix + name) ?? held.get(name) ?? null;
  } catch {
    return held.get(name) ?? null;
  }
}
