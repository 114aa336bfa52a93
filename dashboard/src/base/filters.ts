// Filters are kept in the address, so that back, forward, reload and a pasted link all show the same list.
// An unknown value counts as "everything" and is never an error.
import type { Kind, Order, ScreenOrder, Status } from "./types";

/** A parsed query string. */
export type Query = Record<string, string>;

// Written as the keys of a record: a value of the API that is missing here does not compile.
const listed = <A extends string>(values: Record<A, true>) => Object.keys(values) as A[];

/** The statuses, in the order of a request's life. */
export const statuses = listed<Status>({
  new: true,
  under_review: true,
  planned: true,
  in_progress: true,
  shipped: true,
  declined: true,
  merged: true,
});
/** The orders of triage. */
export const orders = listed<Order>({ hot: true, top: true, new: true });
/** The kinds of request. */
export const kinds = listed<Kind>({ feature: true, problem: true });
/** The orders of the screens table. */
export const screenOrders = listed<ScreenOrder>({ attention: true, score: true, answers: true, route: true });

/** The filter of the triage list. */
export type TriageFilter = {
  order: Order;
  status: Status[];
  kind: Kind | null;
  screen: string | null;
  q: string;
};
/** The filter of the reports list. */
export type ReportFilter = { screen: string | null; linked: boolean | null; q: string };

const oneOf = <A extends string>(known: readonly A[], value: string | undefined): A | null =>
  known.find((candidate) => candidate === value) ?? null;

/** Reads the triage filter from an address. */
export function readTriage(query: Query): TriageFilter {
  const wanted = (query.status ?? "").split(",");
  return {
    order: oneOf(orders, query.order) ?? "hot",
    status: statuses.filter((status) => wanted.includes(status)),
    kind: oneOf(kinds, query.kind),
    screen: query.screen || null,
    q: query.q ?? "",
  };
}

/** Writes the triage filter as a query string, leaving out defaults. */
export function writeTriage(filter: TriageFilter): string {
  return search({
    order: filter.order === "hot" ? "" : filter.order,
    status: filter.status.join(","),
    kind: filter.kind ?? "",
    screen: filter.screen ?? "",
    q: filter.q,
  });
}

/** The triage filter as the API takes it. */
export function askTriage(filter: TriageFilter): object {
  return {
    order: filter.order,
    status: filter.status.join(",") || undefined,
    kind: filter.kind ?? undefined,
    screen: filter.screen ?? undefined,
    q: filter.q.trim() || undefined,
  };
}

/** Whether a triage filter hides anything. */
export function narrows(filter: TriageFilter): boolean {
  return Boolean(filter.status.length || filter.kind || filter.screen || filter.q.trim());
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
