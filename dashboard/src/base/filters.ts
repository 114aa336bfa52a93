// Filters are kept in the address, so that back, forward, reload and a pasted link all show the same list.
// An unknown value counts as "everything" and is never an error.
import type { Kind, Order, RankedRequest, ScreenOrder } from "./types";

/** A parsed query string. */
export type Query = Record<string, string>;

// Written as the keys of a record: a value of the API that is missing here does not compile.
const listed = <A extends string>(values: Record<A, true>) => Object.keys(values) as A[];

/** The orders of triage. */
export const orders = listed<Order>({ hot: true, top: true, new: true, discussed: true });
/** The kinds of request. */
export const kinds = listed<Kind>({ feature: true, problem: true });
/** The orders of the screens table. */
export const screenOrders = listed<ScreenOrder>({ attention: true, score: true, answers: true, route: true });

/** The tabs of triage. Those of a status show that status alone. */
export const views = [
  "decide",
  "snoozed",
  "planned",
  "in_progress",
  "shipped",
  "declined",
  "merged",
  "all",
] as const;
/** A tab of triage; `decide` is what needs a decision. */
export type View = (typeof views)[number];

/** The filter of the triage list. */
export type TriageFilter = {
  view: View;
  order: Order;
  kind: Kind | null;
  screen: string | null;
  /** The id of a member, `me` or `none`. */
  assignee: string | null;
  tag: string | null;
  q: string;
};
/** The filter of the roadmap. */
export type RoadmapFilter = { tag: string | null; screen: string | null };
/** The filter of the reports list. */
export type ReportFilter = { screen: string | null; linked: boolean | null; q: string };

const oneOf = <A extends string>(known: readonly A[], value: string | undefined): A | null =>
  known.find((candidate) => candidate === value) ?? null;

/** Reads the triage filter from an address. */
export function readTriage(query: Query): TriageFilter {
  return {
    view: oneOf(views, query.view) ?? "decide",
    order: oneOf(orders, query.order) ?? "hot",
    kind: oneOf(kinds, query.kind),
    screen: query.screen || null,
    assignee: query.assignee || null,
    tag: query.tag || null,
    q: query.q ?? "",
  };
}

/** Writes the triage filter as a query string, leaving out defaults. */
export function writeTriage(filter: Partial<TriageFilter>): string {
  return search({
    view: filter.view === "decide" ? "" : (filter.view ?? ""),
    order: filter.order === "hot" ? "" : (filter.order ?? ""),
    kind: filter.kind ?? "",
    screen: filter.screen ?? "",
    assignee: filter.assignee ?? "",
    tag: filter.tag ?? "",
    q: filter.q ?? "",
  });
}

/** What a tab asks of the API. */
const asked = (view: View): object =>
  ({
    decide: { status: "new,under_review", snoozed: false },
    snoozed: { snoozed: true },
    all: {},
  })[view as string] ?? { status: view };

/** The triage filter as the API takes it; `me` is the id of the member. */
export function askTriage(filter: TriageFilter, me?: string): object {
  return {
    ...asked(filter.view),
    order: filter.order,
    kind: filter.kind ?? undefined,
    screen: filter.screen ?? undefined,
    assignee: (filter.assignee === "me" ? me : filter.assignee) ?? undefined,
    tag: filter.tag ?? undefined,
    q: filter.q.trim() || undefined,
  };
}

/** What the page can tell of a request without asking. */
type Known = Pick<RankedRequest, "status" | "kind" | "snoozed" | "assignee" | "tags">;

/** Whether a request belongs to a list, as far as the page can tell: screen and text are not checked. */
export function fitsTriage(filter: TriageFilter, row: Known, me?: string): boolean {
  const { view, kind, assignee, tag } = filter;
  const inView =
    view === "all" ||
    (view === "decide" && (row.status === "new" || row.status === "under_review") && !row.snoozed) ||
    (view === "snoozed" ? Boolean(row.snoozed) : row.status === view);
  const owner = assignee === "none" ? undefined : assignee === "me" ? me : assignee;
  return (
    inView &&
    (!kind || row.kind === kind) &&
    (!assignee || row.assignee?.id === owner) &&
    (!tag || row.tags.includes(tag))
  );
}

/** How many of the filters besides the tab are set; the text is not counted. */
export function filterCount({ kind, screen, assignee, tag }: TriageFilter): number {
  return [kind, screen, assignee, tag].filter(Boolean).length;
}

/** Whether a triage filter hides anything of its tab. */
export function narrows(filter: TriageFilter): boolean {
  return filterCount(filter) > 0 || filter.q.trim() !== "";
}

/** Reads the roadmap's filter from an address. */
export function readRoadmap(query: Query): RoadmapFilter {
  return { tag: query.tag || null, screen: query.screen || null };
}

/** Writes the roadmap's filter as a query string. */
export function writeRoadmap(filter: RoadmapFilter): string {
  return search({ tag: filter.tag ?? "", screen: filter.screen ?? "" });
}

/** Reads the reports filter from an address. */
export function readReports(query: Query): ReportFilter {
  return {
    screen: query.screen || null,
    linked: query.linked === "true" ? true : query.linked === "false" ? false : null,
    q: query.q ?? "",
  };
}

/** Writes the reports filter as a query string. */
export function writeReports(filter: ReportFilter): string {
  return search({
    screen: filter.screen ?? "",
    linked: filter.linked === null ? "" : String(filter.linked),
    q: filter.q,
  });
}

/** The reports filter as the API takes it. */
export function askReports(filter: ReportFilter): object {
  return {
    screen: filter.screen ?? undefined,
    linked: filter.linked ?? undefined,
    q: filter.q.trim() || undefined,
  };
}

/** Reads the order of the screens table. */
export function readScreenOrder(query: Query): ScreenOrder {
  return oneOf(screenOrders, query.order) ?? "attention";
}

/** A query string with its question mark, without the empty values. */
export function search(values: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) params.set(name, value);
  // A comma is legal in a query and reads better than %2C.
  const text = params.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}
