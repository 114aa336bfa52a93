// The categories of the reason for a decision, and the one that the form offers first for each status.
// Does not name them: names.ts does.
import type { Status } from "./types";

/** All categories, in the order in which they are offered. */
export const reasonCodes = [
  "agreed",
  "popular",
  "quick_win",
  "done",
  "duplicate",
  "out_of_scope",
  "not_now",
  "cannot_reproduce",
  "works_as_intended",
  "needs_information",
  "other",
];

/** The category that is offered for a status; any other can be chosen. */
export const usualReason: Partial<Record<Status, string>> = {
  under_review: "needs_information",
  planned: "agreed",
  in_progress: "agreed",
  shipped: "done",
  declined: "not_now",
};
