// Which comments their page lists, as its address says it, and what can be done with them there.
// An unknown state counts as the usual one, and is never an error.
import { type Query, search } from "./filters";
import type { QueuedComment } from "./types";

/** The lists of the page: what waits for approval, what visitors see, what was hidden from them. */
export const queues = ["pending", "shown", "hidden"] as const;
/** One of the lists. */
export type Queue = (typeof queues)[number];

/** Reads the list from an address. */
export function readQueue(query: Query): Queue {
  return queues.find((state) => state === query.state) ?? "pending";
}

/** Writes the list as a query string, leaving out the usual one. */
export function writeQueue(state: Queue): string {
  return search({ state: state === "pending" ? "" : state });
}

/** Those of the comments that showing or hiding changes. What the team wrote is deleted instead of hidden. */
export function changedBy<C extends Pick<QueuedComment, "state" | "official">>(
  rows: C[],
  shown: boolean,
): C[] {
  return rows.filter(({ state, official }) => (shown ? state !== "shown" : state !== "hidden" && !official));
}

/** Whether a comment can be shown or hidden at all. */
export const canChange = (row: Pick<QueuedComment, "state" | "official">): boolean =>
  changedBy([row], true).length > 0 || changedBy([row], false).length > 0;

/**
 * How what was done to comments of a list is taken back: by showing or by hiding them. Null where neither does: a comment that
 * waited and was hidden would be shown without having been approved.
 */
export function takenBackBy(list: Queue, shown: boolean): boolean | null {
  return list === "pending" && !shown ? null : !shown;
}
