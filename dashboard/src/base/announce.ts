// Messages for screen readers about what happened elsewhere on the page; other users see them as a toast.
// Not for errors: those stay by the field or in a banner until they are solved.
import { signal } from "@preact/signals";

/** The latest announcement; `at` makes the same words twice two announcements. */
export const said = signal<{ text: string; at: number } | null>(null);

let timer = 0;

/** Announces that something was done. */
export function announce(text: string): void {
  said.value = { text, at: Date.now() };
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.value = null;
  }, 5000) as unknown as number;
}
