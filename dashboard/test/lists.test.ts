// A list is brought up to date without moving what somebody looks at, and pages never stand in it twice.
import { expect, test } from "vitest";
import type { Reading } from "../src/data/api";
import { type KnownState, mergeRefresh } from "../src/data/fold";
import { makePaged, type Paged } from "../src/data/paged";

const row = (id: string, votes = 0) => ({ id, votes });
const at = Date.parse("2026-11-21T12:00:00Z");
const made = (id: string, created_at: string) => ({ ...row(id), created_at });
const known = (own: string[] = [], complete = false): KnownState => ({
  changedByUser: new Set(own),
  complete,
  readAt: at,
});

test("counts change in place and the order stays", () => {
  const merged = mergeRefresh([row("a", 9), row("b", 8)], [row("b", 12), row("a", 9)], known());
  expect(merged.items).toEqual([row("a", 9), row("b", 12)]);
  expect(merged).toMatchObject({ added: [], moved: true });
});

test("rows that were made since are counted, not shown", () => {
  const newest = [made("c", "2026-11-21T12:00:01Z"), row("a")];
  const merged = mergeRefresh<{ id: string; created_at?: string }>([row("a"), row("b")], newest, known());
  expect(merged.items.map((one) => one.id)).toEqual(["a", "b"]);
  expect(merged).toMatchObject({ added: ["c"], moved: true });
});

test("a row that only came in from a later page is another order, not a new row", () => {
  const newest = [made("c", "2026-11-20T00:00:00Z"), row("a")];
  const merged = mergeRefresh<{ id: string; created_at?: string }>([row("a"), row("b")], newest, known());
  expect(merged).toMatchObject({ added: [], moved: true });
});

test("the same first page of a longer list is no news", () => {
  const merged = mergeRefresh([row("a"), row("b"), row("c")], [row("a"), row("b", 3)], known());
  expect(merged).toMatchObject({ added: [], moved: false });
  expect(merged.items[1]?.votes).toBe(3);
});

test("what the reader decided leaves the filter without any news, and so does what moves up for it", () => {
  const shown = ["a", "b", "c", "d"].map((id) => row(id));
  const newest = ["c", "d", "e", "f"].map((id) => row(id));
  expect(mergeRefresh(shown, newest, known(["a", "b"]))).toMatchObject({ added: [], moved: false });
});

test("what the reader moved up by a link is no other order, but what others moved is", () => {
  const shown = ["a", "b", "c"].map((id) => row(id));
  expect(mergeRefresh(shown, [row("c"), row("a"), row("b")], known(["c"]))).toMatchObject({ moved: false });
  expect(mergeRefresh(shown, [row("b"), row("a"), row("c")], known(["c"]))).toMatchObject({ moved: true });
});

type Answer = { items: { id: string; votes: number }[]; next?: string };

/** A server whose answers come when the test says so. */
function slow() {
  const asked: { cursor: string | null | undefined; answer: (page: Answer) => void; fail: () => void }[] = [];
  const read = ({ cursor }: Reading) =>
    new Promise<{ data: Answer; etag: null }>((done, failed) => {
      asked.push({
        cursor,
        answer: (data) => done({ data, etag: null }),
        fail: () => failed(new Error("no answer")),
      });
    });
  return { asked, read };
}
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await null;
};
const ids = (list: Pick<Paged<{ id: string }>, "items">) => list.items.value.map((one) => one.id);

test("the next page is asked for once, however often it is wished for, and a moved row stands once", async () => {
  const { asked, read } = slow();
  const list = makePaged<{ id: string; votes: number }>();
  list.ask(read);
  asked[0]?.answer({ items: [row("a"), row("b")], next: "2" });
  await settled();
  list.more();
  list.more();
  expect(asked.map((one) => one.cursor)).toEqual([undefined, "2"]);
  asked[1]?.answer({ items: [row("b"), row("c")] });
  await settled();
  expect(ids(list)).toEqual(["a", "b", "c"]);
  expect(list.whole.value).toBe(true);
});

test("a new row counts once, whether a refresh or an event reports it first", async () => {
  type Made = { id: string; votes: number; created_at: string; updated_at: string };
  const asked: ((items: Made[]) => void)[] = [];
  const list = makePaged<Made>();
  const fresh = (id: string, created_at: string): Made => ({
    ...made(id, created_at),
    updated_at: created_at,
  });
  list.ask(() => new Promise((done) => asked.push((items) => done({ data: { items }, etag: null, at }))));
  const [old, one, two] = [
    fresh("old", "2026-11-20T00:00:00Z"),
    fresh("one", "2026-11-21T12:00:01Z"),
    fresh("two", "2026-11-21T12:00:02Z"),
  ];
  asked[0]?.([old]);
  await settled();
  void list.refresh();
  asked[1]?.([one, old]);
  await settled();
  list.arrived([one]);
  expect(list.added.value).toBe(1);
  list.arrived([two]);
  expect(list.added.value).toBe(2);
  // Of two refreshes the later one counts, whichever answer comes last.
  void list.refresh();
  void list.refresh();
  asked[3]?.([two, one, { ...old, votes: 5 }]);
  asked[2]?.([one, { ...old, votes: 4 }]);
  await settled();
  expect([list.added.value, list.items.value[0]?.votes]).toEqual([2, 5]);
});

test("a late page of another query is thrown away", async () => {
  const { asked, read } = slow();
  const list = makePaged<{ id: string; votes: number }>();
  list.ask(read);
  asked[0]?.answer({ items: [row("a")], next: "2" });
  await settled();
  list.more();
  list.ask(read);
  asked[2]?.answer({ items: [row("x")] });
  await settled();
  asked[1]?.answer({ items: [row("b")], next: "3" });
  await settled();
  expect(ids(list)).toEqual(["x"]);
  expect(list.whole.value).toBe(true);
});

test("a page that failed keeps the rows and can be asked for again", async () => {
  const { asked, read } = slow();
  const list = makePaged<{ id: string; votes: number }>();
  list.ask(read);
  asked[0]?.answer({ items: [row("a")], next: "2" });
  await settled();
  list.more();
  asked[1]?.fail();
  await settled();
  expect([ids(list), list.state.value]).toEqual([["a"], "failed"]);
  list.retry();
  asked[2]?.answer({ items: [row("b")] });
  await settled();
  expect([ids(list), list.state.value]).toEqual([["a", "b"], "ready"]);
});

test("a row that a link names is looked for on the pages after the first", async () => {
  const { asked, read } = slow();
  const list = makePaged<{ id: string; votes: number }>();
  list.ask(read);
  list.seek("c");
  asked[0]?.answer({ items: [row("a")], next: "2" });
  await settled();
  asked[1]?.answer({ items: [row("b")], next: "3" });
  await settled();
  asked[2]?.answer({ items: [row("c")], next: "4" });
  await settled();
  expect(ids(list)).toEqual(["a", "b", "c"]);
  expect(asked.length).toBe(3);
});
