// Messages for screen readers about what happened elsewhere on the page; other users see them as a toast.
// Not for errors: those stay by the field or in a banner until they are solved.
import { signal } from "@preact/signals";

/** An announcement; `at` makes the same words twice two announcements, and `undo` takes back what was done. */
export type Said = { text: string; at: number; undo?: () => void };

/** The latest announcement. */
export const said = signal<Said | null>(null);

let timer = 0;

/** Announces that something was done. */
export function announce(text: string, undo?: () => void): void {
  said.value = { text, at: Date.now(), ...(undo && { undo }) };
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      said.value = null;
    },
    undo ? 10_000 : 5_000,
  ) as unknown as number;
}
