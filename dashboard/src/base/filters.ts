// Filters are kept in the address, so that back, forward, reload and a pasted link all show the same list.
// An unknown value counts as "everything" and is never an error.
import type { Kind, Order, RankedRequest, SavedView, ScreenOrder, Status } from "./types";

/** A parsed query string. */
export type Query = Record<string, string>;

// Written as the keys of a record: a value of the API that is missing here does not compile.
const listed = <A extends string>(values: Record<A, true>) => Object.keys(values) as A[];

/** The orders of triage. */
export const orders = listed<Order>({
  hot: true,
  top: true,
  weighted: true,
  value: true,
  new: true,
  discussed: true,
});
/** The statuses of a request. */
export const statuses = listed<Status>({
  new: true,
  under_review: true,
  planned: true,
  in_progress: true,
  shipped: true,
  declined: true,
  merged: true,
});
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

/** The filters of triage that have several values each: one of them has to fit. */
export const valued = ["status", "kind", "screen", "assignee", "tag", "segment"] as const;
/** A filter with several values. */
export type Valued = (typeof valued)[number];
/** The filters of triage with two days, and those that are yes or no. */
const days = ["from", "to"] as const;
const either = ["reports", "snoozed"] as const;

/** The most values that one filter has. */
export const maxValues = 10;

/** The filter of the triage list. */
export type TriageFilter = {
  view: View;
  order: Order;
  status: Status[];
  kind: Kind[];
  screen: string[];
  /** Ids of members, `me` or `none`. */
  assignee: string[];
  tag: string[];
  segment: string[];
  /** The first and the last day of the suggestions, such as 2026-12-01. */
  from: string | null;
  to: string | null;
  /** With reports, or without; snoozed or not, in place of what the tab says. */
  reports: boolean | null;
  snoozed: boolean | null;
  q: string;
  /** The saved view that was chosen; the other filters are its own or what was changed since. */
  saved: string | null;
};
/** The filter of the roadmap. */
export type RoadmapFilter = { tag: string | null; screen: string | null };
/** The filter of the reports list. */
export type ReportFilter = { screen: string | null; linked: boolean | null; q: string };

const oneOf = <A extends string>(known: readonly A[], value: string | undefined): A | null =>
  known.find((candidate) => candidate === value) ?? null;

/** The values of a filter in an address: separated by commas; one inside of a value has a backslash before it. */
export function readValues(text: string | undefined): string[] {
  const values = (text ?? "").match(/(?:\\.|[^,\\])+/g) ?? [];
  const read = values.map((value) => value.replace(/\\(.)/g, "$1")).filter((value) => value.trim());
  return [...new Set(read)].slice(0, maxValues);
}

/** Writes values so that `readValues` and the API read them. */
export const writeValues = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\,]/g, "\\$&")).join(",");

const known = <A extends string>(all: readonly A[], text: string | undefined): A[] =>
  readValues(text).filter((value): value is A => (all as readonly string[]).includes(value));
const day = (text: string | undefined) => (text && /^2\d{3}-\d\d-\d\d$/.test(text) ? text : null);
const yes = (text: string | undefined) => (text === "true" ? true : text === "false" ? false : null);

/** Reads the triage filter from an address. */
export function readTriage(query: Query): TriageFilter {
  return {
    view: oneOf(views, query.view) ?? "decide",
    order: oneOf(orders, query.order) ?? "hot",
    status: known(statuses, query.status),
    kind: known(kinds, query.kind),
    screen: readValues(query.screen),
    assignee: readValues(query.assignee),
    tag: readValues(query.tag),
    segment: readValues(query.segment),
    from: day(query.from),
    to: day(query.to),
    reports: yes(query.reports),
    snoozed: yes(query.snoozed),
    q: query.q ?? "",
    saved: query.saved || null,
  };
}

/** Writes the triage filter as a query string, leaving out defaults. */
export function writeTriage(filter: Partial<TriageFilter>): string {
  const written: Query = {
    view: filter.view === "decide" ? "" : (filter.view ?? ""),
    order: filter.order === "hot" ? "" : (filter.order ?? ""),
  };
  for (const name of valued) written[name] = writeValues(filter[name] ?? []);
  for (const name of days) written[name] = filter[name] ?? "";
  for (const name of either) written[name] = filter[name] == null ? "" : String(filter[name]);
  return search({ ...written, q: filter.q ?? "", saved: filter.saved ?? "" });
}

/** What a tab asks of the API. */
const asked = (view: View): { status?: Status[]; snoozed?: boolean } => {
  if (view === "decide") return { status: ["new", "under_review"], snoozed: false };
  if (view === "snoozed") return { snoozed: true };
  return view === "all" ? {} : { status: [view] };
};

/** The statuses that a filter lets pass, by itself or by its tab; none for all. */
const statusesOf = (filter: TriageFilter) =>
  filter.status.length > 0 ? filter.status : (asked(filter.view).status ?? []);
const snoozedOf = (filter: TriageFilter) => filter.snoozed ?? asked(filter.view).snoozed ?? null;

/** The triage filter as the API takes it; `me` is the id of the member. */
export function askTriage(filter: TriageFilter, me?: string): object {
  const list = (values: readonly string[]) => writeValues(values) || undefined;
  return {
    order: filter.order,
    status: list(statusesOf(filter)),
    snoozed: snoozedOf(filter) ?? undefined,
    kind: list(filter.kind),
    screen: list(filter.screen),
    assignee: list(filter.assignee.map((one) => (one === "me" ? (me ?? one) : one))),
    tag: list(filter.tag),
    segment: list(filter.segment),
    suggested_from: filter.from ?? undefined,
    suggested_to: filter.to ?? undefined,
    reports: filter.reports ?? undefined,
    q: filter.q.trim() || undefined,
  };
}

/** The filters of a saved view. Those of its tab are among them. */
export function keptOf(filter: TriageFilter): SavedView["filter"] {
  return {
    status: statusesOf(filter),
    kind: filter.kind,
    screen: filter.screen,
    assignee: filter.assignee,
    tag: filter.tag,
    segment: filter.segment,
    suggested_from: filter.from,
    suggested_to: filter.to,
    reports: filter.reports,
    snoozed: snoozedOf(filter),
    q: filter.q.trim() || null,
  };
}

/** The triage filter of a saved view: the tab that says the same, or all requests and the filters. */
export function filterOf({ id, filter, order }: Pick<SavedView, "id" | "filter" | "order">): TriageFilter {
  const status = [...(filter.status ?? [])].sort().join();
  const snoozed = filter.snoozed ?? null;
  const tab = views.find((view) => {
    const tab = asked(view);
    return [...(tab.status ?? [])].sort().join() === status && (tab.snoozed ?? null) === snoozed;
  });
  return {
    view: tab ?? "all",
    order,
    status: tab ? [] : (filter.status ?? []),
    kind: filter.kind ?? [],
    screen: filter.screen ?? [],
    assignee: filter.assignee ?? [],
    tag: filter.tag ?? [],
    segment: filter.segment ?? [],
    from: filter.suggested_from ?? null,
    to: filter.suggested_to ?? null,
    reports: filter.reports ?? null,
    snoozed: tab ? null : snoozed,
    q: filter.q ?? "",
    saved: id,
  };
}

/** Whether a saved view is what the list is narrowed to, whichever way it is written. */
export function isSaved(view: SavedView, filter: TriageFilter): boolean {
  const plain = (one: TriageFilter) => {
    const same = filterOf({ id: "", filter: keptOf(one), order: one.order });
    for (const name of valued) (same[name] as string[]) = [...same[name]].sort();
    return writeTriage(same);
  };
  return plain(filterOf(view)) === plain(filter);
}

/** What the page can tell of a request without asking. */
type Known = Pick<RankedRequest, "status" | "kind" | "snoozed" | "assignee" | "tags">;

/** Whether a request belongs to a list, as far as the page can tell: screens, segments, days, reports and text are not checked. */
export function fitsTriage(filter: TriageFilter, row: Known, me?: string): boolean {
  const { kind, assignee, tag } = filter;
  const status = statusesOf(filter);
  const snoozed = snoozedOf(filter);
  const owns = (one: string) =>
    one === "none" ? !row.assignee : row.assignee?.id === (one === "me" ? me : one);
  return (
    (status.length === 0 || status.includes(row.status)) &&
    (snoozed === null || Boolean(row.snoozed) === snoozed) &&
    (kind.length === 0 || kind.includes(row.kind)) &&
    (assignee.length === 0 || assignee.some(owns)) &&
    (tag.length === 0 || tag.some((one) => row.tags.includes(one)))
  );
}

/** How many of the filters besides the tab are set; the text is not counted. */
export function filterCount(filter: TriageFilter): number {
  return (
    valued.filter((name) => filter[name].length > 0).length +
    (filter.from || filter.to ? 1 : 0) +
    either.filter((name) => filter[name] !== null).length
  );
}

/** The filter without what can be cleared; the order of a saved view goes with it. */
export const cleared = ({ view, order, saved }: TriageFilter): TriageFilter =>
  readTriage(saved ? { view } : { view, order });

/** The filter of another tab: it says which statuses, and none is chosen any more. */
export const ofTab = (filter: TriageFilter, view: View): TriageFilter => ({
  ...filter,
  view,
  status: [],
  snoozed: null,
  saved: null,
});

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
