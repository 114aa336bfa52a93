import { expect, test } from "vitest";
import { identities, isEmpty, merged } from "../src/base/overview";
import type { Overview } from "../src/base/types";

const row = (id: string, votes: number) => ({ id, votes });

function overview(hot: object[], total = hot.length): Overview {
  const none = { total: 0, items: [] };
  return {
    decide: {
      new: { total, items: hot },
      woken: none,
      comments: none,
      reports: none,
      proposals: [],
      unsolved: [],
    },
    hot,
    rising: [],
    waiting: [],
    answers: { helpful: { yes: 0, n: 0, score: null }, days: [] },
    weeks: [{ day: "2026-11-21", suggested: total, decided: 0, shipped: 0, votes: 0 }],
  } as unknown as Overview;
}

test("numbers may change under the eyes, rows and their order may not", () => {
  const shown = overview([row("a", 2), row("b", 1)]);
  expect(identities(overview([row("a", 9), row("b", 8)]))).toBe(identities(shown));
  expect(identities(overview([row("b", 3), row("a", 2)]))).not.toBe(identities(shown));
});

test("the rows that are shown stay in their order with the numbers of now", () => {
  const now = merged(overview([row("a", 2), row("b", 1)]), overview([row("c", 9), row("b", 3)], 7));
  expect(now.hot).toEqual([row("a", 2), row("b", 3)]);
  expect([now.decide.new.total, now.weeks[0]?.suggested]).toEqual([7, 7]);
});

test("a project is empty until something happened in it", () => {
  expect(isEmpty(overview([]))).toBe(true);
  expect(isEmpty(overview([], 1))).toBe(false);
  expect(isEmpty(overview([row("a", 1)]))).toBe(false);
});
