// The address and the filter say the same thing, whatever somebody typed into either.
import { expect, test } from "vitest";
import {
  askTriage,
  cleared,
  filterCount,
  filterOf,
  fitsTriage,
  keptOf,
  narrows,
  readReports,
  readTriage,
  search,
  writeReports,
  writeTriage,
} from "../src/base/filters";

const parse = (text: string) => Object.fromEntries(new URLSearchParams(text));

test("a filter survives the way into the address and back", () => {
  const filter = {
    view: "snoozed" as const,
    order: "top" as const,
    status: ["planned" as const, "shipped" as const],
    kind: ["problem" as const],
    screen: ["0191", "0192"],
    assignee: ["me", "none"],
    tag: ["paper & ink", "a, b", "back\\slash"],
    segment: ["free, or trial"],
    from: "2026-01-31",
    to: "2026-02-01",
    reports: false,
    snoozed: true,
    q: "a & b=c, ü?",
    saved: "0193",
  };
  expect(readTriage(parse(writeTriage(filter)))).toEqual(filter);
});

test("what is as by default leaves no trace in the address", () => {
  expect(writeTriage(readTriage({}))).toBe("");
  expect(writeReports(readReports({}))).toBe("");
});

test("a list in the address reads as people write it", () => {
  expect(search({ status: "new,planned", q: "" })).toBe("?status=new,planned");
});

test("unknown values mean everything", () => {
  const filter = readTriage({ view: "new", order: "best", kind: "wish", screen: "", assignee: "" });
  expect(filter).toEqual(readTriage({}));
  expect(readTriage({ status: "open,planned", from: "yesterday", reports: "1" })).toEqual({
    ...readTriage({}),
    status: ["planned"],
  });
  expect(readReports({ linked: "maybe" }).linked).toBeNull();
});

test("only what narrows the list counts as a filter", () => {
  expect(narrows(readTriage({ order: "new", view: "planned" }))).toBe(false);
  expect(narrows(readTriage({ q: "  " }))).toBe(false);
  expect(narrows(readTriage({ kind: "feature" }))).toBe(true);
  expect(filterCount(readTriage({ assignee: "none", tag: "paper", q: "csv" }))).toBe(2);
});

const asks = (query: Record<string, string>, me?: string) =>
  JSON.parse(JSON.stringify(askTriage(readTriage(query), me)));

test("the API is asked only for what was chosen", () => {
  expect(asks({ view: "all", q: " csv " })).toEqual({ order: "hot", q: "csv" });
  expect(asks({ view: "all", tag: "a\\,b,c", from: "2026-01-31" })).toEqual({
    order: "hot",
    tag: "a\\,b,c",
    suggested_from: "2026-01-31",
  });
  expect(asks({ view: "all", assignee: "me" }, "0192")).toEqual({ order: "hot", assignee: "0192" });
  expect(asks({ view: "all", assignee: "none" }, "0192")).toEqual({ order: "hot", assignee: "none" });
});

test("each tab asks for its own requests", () => {
  expect(asks({})).toEqual({ order: "hot", status: "new,under_review", snoozed: false });
  expect(asks({ view: "snoozed" })).toEqual({ order: "hot", snoozed: true });
  expect(asks({ view: "declined" })).toEqual({ order: "hot", status: "declined" });
});

test("a request belongs to a tab by its status and by whether it is snoozed", () => {
  const row = { status: "new", kind: "feature", snoozed: null, assignee: null, tags: ["paper"] } as const;
  const fits = (query: Record<string, string>, changed: object) =>
    fitsTriage(readTriage(query), { ...row, tags: [...row.tags], ...changed }, "0192");
  const snoozed = { until: "2026-12-01T08:00:00Z", votes: null };
  expect(fits({}, {})).toBe(true);
  expect(fits({}, { status: "under_review" })).toBe(true);
  expect(fits({}, { status: "planned" })).toBe(false);
  expect(fits({}, { snoozed })).toBe(false);
  expect(fits({ view: "snoozed" }, { snoozed })).toBe(true);
  expect(fits({ view: "planned" }, { status: "planned" })).toBe(true);
  expect(fits({ view: "all" }, { status: "merged" })).toBe(true);
  expect(fits({ assignee: "me" }, { assignee: { id: "0192", name: "Ana" } })).toBe(true);
  expect(fits({ assignee: "me" }, {})).toBe(false);
  expect(fits({ assignee: "none" }, {})).toBe(true);
  expect(fits({ tag: "paper" }, {})).toBe(true);
  expect(fits({ tag: "ink" }, {})).toBe(false);
});

test("values of one filter are alternatives, and statuses that are chosen count before the tab", () => {
  const row = { status: "new", kind: "feature", snoozed: null, assignee: null, tags: ["paper"] } as const;
  const fits = (query: Record<string, string>) =>
    fitsTriage(readTriage(query), { ...row, tags: [...row.tags] }, "0192");
  expect(fits({ tag: "ink,paper", assignee: "me,none" })).toBe(true);
  expect(fits({ view: "all", status: "planned,new" })).toBe(true);
  expect(fits({ view: "all", status: "planned", tag: "paper" })).toBe(false);
  expect(asks({ view: "all", status: "planned,new" })).toEqual({ order: "hot", status: "planned,new" });
});

test("a saved view shows what was saved, by the tab that says the same", () => {
  const queries: Record<string, string>[] = [
    {},
    { view: "snoozed", order: "top" },
    { view: "planned", tag: "paper,ink", assignee: "me" },
    { view: "all", status: "planned,shipped", reports: "true", q: "csv" },
  ];
  for (const query of queries) {
    const filter = readTriage(query);
    const view = filterOf({ id: "0193", filter: keptOf(filter), order: filter.order });
    expect(view).toEqual({ ...filter, saved: "0193" });
  }
  const chosen = readTriage({ view: "all", status: "under_review,new", snoozed: "false" });
  expect(filterOf({ id: "0193", filter: keptOf(chosen), order: "hot" }).view).toBe("decide");
});

test("linked, unlinked and either are three things", () => {
  for (const linked of [true, false, null]) {
    const filter = { screen: null, linked, q: "" };
    expect(readReports(parse(writeReports(filter)))).toEqual(filter);
  }
});

test("clearing the filters keeps the tab and the order, but not the order of a saved view", () => {
  const clear = (query: Record<string, string>) => writeTriage(cleared(readTriage(query)));
  expect(clear({ view: "planned", order: "top", kind: "problem", q: "csv" })).toBe("?view=planned&order=top");
  expect(clear({ view: "planned", order: "top", kind: "problem", saved: "7" })).toBe("?view=planned");
});
