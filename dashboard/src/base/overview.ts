// What of an overview may change under the eyes of a reader: numbers may, rows and their order may not.
// Knows no page and reads nothing.
import type { Overview } from "./types";

type Row = { id: string };

const ids = (rows: Row[]) => rows.map((row) => row.id).join();

const lists = (all: Overview): Row[][] => [
  all.decide.new.items,
  all.decide.woken.items,
  all.decide.comments.items,
  all.decide.reports.items,
  all.decide.proposals,
  all.decide.unsolved,
  all.hot,
  all.rising,
  all.waiting,
];

/** Names the rows of all lists in their order: two overviews with the same ones differ in numbers only. */
export const identities = (all: Overview): string => lists(all).map(ids).join("|");

/** The rows that were shown, each as it is now where that is known. */
function kept<T extends Row>(shown: T[], latest: T[]): T[] {
  return shown.map((row) => latest.find((now) => now.id === row.id) ?? row);
}

/** The numbers of the latest overview around the rows of the one that is shown. */
export function merged(shown: Overview, latest: Overview): Overview {
  const [was, is] = [shown.decide, latest.decide];
  return {
    ...latest,
    decide: {
      new: { ...is.new, items: kept(was.new.items, is.new.items) },
      woken: { ...is.woken, items: kept(was.woken.items, is.woken.items) },
      comments: { ...is.comments, items: kept(was.comments.items, is.comments.items) },
      reports: { ...is.reports, items: kept(was.reports.items, is.reports.items) },
      proposals: kept(was.proposals, is.proposals),
      unsolved: kept(was.unsolved, is.unsolved),
    },
    hot: kept(shown.hot, latest.hot),
    rising: kept(shown.rising, latest.rising),
    waiting: kept(shown.waiting, latest.waiting),
  };
}

/** The fewest cases of which a median says something. */
const fewestMeasured = 5;

/** Whether a median of `n` cases says something. */
export const isMeasured = (n: number): boolean => n >= fewestMeasured;

/** Whether nothing has happened in a project within the weeks that are shown, and nothing is open. */
export function isEmpty(all: Overview): boolean {
  return (
    lists(all).every((rows) => rows.length === 0) &&
    all.answers.helpful.n === 0 &&
    all.weeks.every((week) => week.suggested + week.decided + week.votes === 0)
  );
}
