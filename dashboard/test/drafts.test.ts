// Drafts keep what they were based on: what is sent are the changed fields, and a newer version is noticed.
import { beforeEach, expect, test } from "vitest";
import {
  changes,
  draft,
  follow,
  forget,
  makeDraft,
  rebase,
  reset,
  send,
  settle,
  typed,
  unsaved,
  waiting,
} from "../src/data/drafts";

const first = { values: { title: "A", body: "text", open: true }, version: 1, etag: '"1"' };
const second = { values: { title: "B", body: "text", open: false }, version: 2, etag: '"2"' };

beforeEach(() => forget("edit"));

test("only what was changed by hand is sent, and blanks around it change nothing", () => {
  const one = makeDraft(first);
  expect(changes(one)).toEqual({});
  one.fields.title.value = " A ";
  expect(changes(one)).toEqual({});
  one.fields.open.value = false;
  expect(changes(one)).toEqual({ open: false });
});

test("a kept draft keeps the version that it was begun on", () => {
  draft("edit", first).fields.body.value = "more";
  const again = draft("edit", second);
  expect(again.base.value.etag).toBe('"1"');
  expect(changes(again)).toEqual({ body: "more" });
});

test("a draft in which nothing was typed is begun again on the newest version", () => {
  draft("edit", first);
  expect(draft("edit", second).base.value.version).toBe(2);
});

test("on a newer version what was typed stays, the rest follows, and what both changed is named", () => {
  const one = makeDraft(first);
  one.fields.body.value = "mine";
  one.fields.title.value = "C";
  expect(rebase(one, second)).toEqual(["title"]);
  expect(typed(one)).toEqual({ title: "C", body: "mine", open: false });
  expect(changes(one)).toEqual({ title: "C", body: "mine" });
  expect(one.base.value.etag).toBe('"2"');
});

test("what both changed to the same is no conflict", () => {
  const one = makeDraft(first);
  one.fields.title.value = "B";
  expect(rebase(one, second)).toEqual([]);
  expect(changes(one)).toEqual({});
});

test("a draft follows its author's own change, and not somebody else's", () => {
  const one = draft("edit", first);
  one.fields.body.value = "mine";
  expect(follow("edit", 7, second)).toBe(false);
  expect(one.base.value.version).toBe(1);
  expect(follow("edit", 1, second)).toBe(true);
  expect([one.base.value.version, typed(one).title, typed(one).body]).toEqual([2, "B", "mine"]);
  reset(one, second);
  expect([changes(one), waiting("edit")]).toEqual([{}, false]);
});

test("something is unsaved from the first letter until it is sent or given up", () => {
  const one = draft("edit", first);
  expect(unsaved.value).toBe(false);
  one.fields.title.value = "Ab";
  expect([unsaved.value, waiting("edit")]).toEqual([true, true]);
  forget("edit");
  expect(unsaved.value).toBe(false);
});

test("what was typed while a draft was on its way stays, on the version that came of it", () => {
  const one = makeDraft(first);
  one.fields.title.value = "B";
  const sent = send(one, changes(one));
  expect(sent).toEqual({ title: "B", body: "text", open: true });
  expect(one.sent.value).toEqual([sent]);
  one.fields.body.value = "more";
  const saved = { values: sent, version: 2, etag: '"2"' };
  expect(settle(one, sent, saved)).toBe(true);
  expect(changes(one)).toEqual({ body: "more" });
  expect(one.base.value.etag).toBe('"2"');
  expect(one.sent.value).toEqual([]);
});

test("a draft in which nothing was typed since is as new after it has arrived", () => {
  const one = makeDraft(first);
  one.fields.title.value = " B ";
  const sent = send(one, changes(one));
  expect(settle(one, sent, { values: { ...sent, title: "B" }, version: 2, etag: null })).toBe(false);
  expect(changes(one)).toEqual({});
});
