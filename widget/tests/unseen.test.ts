// Before anybody acts, news are asked for only where that is wanted, and at most once an hour; the answer is remembered.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Memory } from "../src/base/core";
import { short } from "../src/locales/short";
import { ask, words } from "../src/unseen/unseen";

const HOUR = 3_600_000;
const now = Date.parse("2026-11-28T12:00:00Z");
const name = "yousaid:pk_a";
let held: Map<string, string>;
let settings: Record<string, string>;

beforeEach(() => {
  held = new Map();
  settings = {};
  vi.useFakeTimers({ now, toFake: ["Date"] });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  });
  vi.stubGlobal("document", { querySelector: () => null });
  vi.stubGlobal(
    "CSSStyleSheet",
    class {
      replaceSync() {}
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const kept = () => JSON.parse(held.get(name) ?? "{}") as Memory;
const keep = (memory: Memory) => held.set(name, JSON.stringify(memory));

/** Asks as a page does once it is idle. */
const idle = () =>
  ask({
    key: "pk_a",
    base: "https://feedback.example",
    setting: (setting: string) => settings[setting] ?? "",
    memory: kept,
    locale: () => "en",
    short: () => short.en as NonNullable<(typeof short)["en"]>,
    scan: () => {},
  });

/** Answers each call by the next of these; returns the calls. */
function server(...answers: (() => Response)[]) {
  const seen: [string, RequestInit][] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    seen.push([url, init]);
    const next = answers.shift();
    if (!next) throw new TypeError("offline");
    return next();
  });
  return seen;
}

const fresh = (unseen: number, etag = '"v1"') =>
  new Response(JSON.stringify({ unseen, question: null }), { headers: { etag } });

test("nothing is asked without a token", async () => {
  const seen = server();
  await idle();
  keep({ announce: true, seed: "s" });
  await idle();
  expect(seen).toEqual([]);
  expect(kept()).toEqual({ announce: true, seed: "s" });
});

test.each<[string, Memory, Record<string, string>]>([
  ["the project does not want it", { token: "t", announce: false }, {}],
  ["it is not known whether the project wants it", { token: "t" }, {}],
  ["the page does not want it", { token: "t", announce: true }, { news: "off" }],
  ["the token has expired", { token: "t", announce: true, until: "2026-11-28T11:59:59Z" }, {}],
  [
    "it was asked within the hour",
    { token: "t", announce: true, news: { at: now - HOUR + 1, unseen: 2 } },
    {},
  ],
])("nothing is asked when %s", async (_, memory, set) => {
  const seen = server();
  keep(memory);
  settings = set;
  await idle();
  expect(seen).toEqual([]);
  expect(kept()).toEqual(memory);
});

test("one call, with the token and without cookies, and its answer is remembered", async () => {
  const seen = server(() => fresh(2));
  keep({ token: "t", announce: true, answers: { "/": { helpful: true } } });
  await idle();
  await idle();
  expect(seen.map(([url]) => url)).toEqual(["https://feedback.example/v1/p/pk_a/news/unseen"]);
  expect(seen[0]?.[1]).toMatchObject({
    headers: { authorization: "Bearer t" },
    credentials: "omit",
    cache: "no-store",
  });
  expect(kept()).toEqual({
    token: "t",
    announce: true,
    answers: { "/": { helpful: true } },
    news: { at: now, unseen: 2, tag: '"v1"' },
  });
});

test("after an hour it asks by the version that it knows, and keeps the number when nothing changed", async () => {
  const seen = server(() => new Response(null, { status: 304 }));
  keep({ token: "t", announce: true, news: { at: now - HOUR, unseen: 2, tag: '"v1"' } });
  await idle();
  expect(seen[0]?.[1].headers).toMatchObject({ "if-none-match": '"v1"' });
  expect(kept().news).toEqual({ at: now, unseen: 2, tag: '"v1"' });
});

test("a clock that was set back does not silence it", async () => {
  const seen = server(() => fresh(1));
  keep({ token: "t", announce: true, news: { at: now + 5 * HOUR, unseen: 0 } });
  await idle();
  expect(seen).toHaveLength(1);
  expect(kept().news?.at).toBe(now);
});

test("a server in trouble is left alone for an hour, and the last number stays", async () => {
  const seen = server(() => new Response("", { status: 503 }));
  keep({ token: "t", announce: true, news: { at: now - HOUR, unseen: 3, tag: '"v1"' } });
  await idle();
  await idle();
  expect(seen).toHaveLength(1);
  expect(kept().news).toEqual({ at: now, unseen: 3, tag: '"v1"' });
});

test("without the network nothing is thrown", async () => {
  server();
  keep({ token: "t", announce: true });
  await idle();
  expect(kept().news).toEqual({ at: now, unseen: 0 });
});

test("an answer that arrives for another person is not kept", async () => {
  server(() => {
    keep({ token: "other", announce: true });
    return fresh(4);
  });
  keep({ token: "t", announce: true });
  await idle();
  expect(kept()).toEqual({ token: "other", announce: true });
});

test("how much is new is said in every language", () => {
  expect(Object.keys(short).map((locale) => words(locale, 1))).toEqual(["1 news", "1 Neuigkeit"]);
  expect(words("en", 2)).toBe("2 news");
  expect(words("de", 1200)).toBe("1.200 Neuigkeiten");
});
