// The texts of the roadmap.
// Contains no markup.

import type { Column } from "../base/roadmap";
import { count, digits, names } from "./names";

const place = (at: number, of: number) => `${digits.format(at + 1)} of ${digits.format(of)}`;

/** The roadmap. */
export const r = {
  title: "Roadmap",
  filters: "Filters",
  columns: "Columns",
  hint: "Space picks it up, the left and right arrow keys move it to another column.",
  cards: (column: Column, n: string) => `${names.status(column)}, ${n}`,
  atLeast: (n: number) => `${digits.format(n)}+`,
  move: (n: number) => `Move #${n} to…`,
  moveTo: (what: string) => `Move ${what} to…`,
  grip: "Drag to move",
  here: "here now",
  votes: (n: number) => count(n, "vote"),
  drop: "Drop here",
  nothing: {
    under_review: "Nothing is under review.",
    planned: "Nothing is planned.",
    in_progress: "Nothing is in progress.",
    shipped: "Nothing has been shipped.",
  } satisfies Record<Column, string>,
  none: "Nothing matches these filters",
  noneHint: "Look at another tag or screen, or clear the filters.",
  empty: "Nothing is on the roadmap yet",
  emptyHint: "Accept a request in triage, and it appears here as planned.",
  emptyAct: "Go to triage",
  picked: (n: number, column: Column, at: number, of: number) =>
    `Picked up #${n} in ${names.status(column)}, ${place(at, of)}. Left and right arrow keys choose a column, Space drops it, Escape cancels.`,
  over: (column: Column, at: number, of: number) => `${names.status(column)}, ${place(at, of)}`,
  cancelled: (n: number, column: Column) => `Cancelled. #${n} stays in ${names.status(column)}.`,
  dropped: (n: number, column: Column) => `#${n} dropped in ${names.status(column)}.`,
};
