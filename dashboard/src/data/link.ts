// Whether the server responds, and the one button that tries again.
// Reads nothing and retries no call: it says when pages read again, by themselves at most every 15 s, or as soon as a person asks.
import { signal } from "@preact/signals";

/** True while the server cannot be reached or says that it is unavailable. */
export const down = signal(false);
/** Counts the requests to read again; pages refetch when it changes. */
export const again = signal(0);
/** Seconds that the server asked us to wait, if it did. */
export const waitSeconds = signal<number | undefined>(undefined);

/** Minimum milliseconds between two times that every page reads again by itself. */
const pause = 15_000;
let last = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Records that the server responded; after an outage, every page reads again: at once, but where some calls fail while others are
 * answered that would never end, so not sooner than a while after the last time.
 */
export function answered(): void {
  if (!down.peek()) return;
  down.value = false;
  const wait = last + pause * (1 + Math.random()) - Date.now();
  if (wait <= 0) retry();
  else timer ??= setTimeout(retry, wait);
}

/** Records that the server did not respond, or responded with 503. */
export function unreachable(seconds?: number): void {
  waitSeconds.value = seconds;
  down.value = true;
}

/** Asks every page on the screen to read again. */
export function retry(): void {
  clearTimeout(timer);
  timer = undefined;
  last = Date.now();
  again.value = again.peek() + 1;
}
