// What a screen reader is told when something happened elsewhere on the page; sighted people see it as a toast.
// It refuses errors: those stay by the field or in a banner until they are solved.
import { signal } from "@preact/signals";

/** The latest announcement; `at` makes the same words twice two announcements. */
export const said = signal<{ text: string; at: number } | null>(null);

let timer = 0;

/** Says that something was done. */
export function announce(text: string): void {
  said.value = { text, at: Date.now() };
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.value = null;
  }, 5000) as unknown as number;
}
