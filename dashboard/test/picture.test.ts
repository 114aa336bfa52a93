// The levels of colour in the picture of screens: what is certain, in steps that the legend names.
import { expect, test } from "vitest";
import { levelOf, levelOfNo, numbersOf } from "../src/base/picture";

const week = (high: number | null) => ({
  day: "2026-03-01",
  helpful: 1,
  unhelpful: 1,
  n: 2,
  score: high === null ? null : { share: high / 2, low: 0, high },
});

test("the share of No counts with what is certain of it", () => {
  expect([null, 1, 0.96, 0.94, 0.8, 0.6, 0.4].map((high) => levelOfNo(week(high)))).toEqual([
    0, 0, 0, 1, 2, 3, 4,
  ]);
});

test("each number of answers has the level whose numbers the legend names", () => {
  for (const most of [1, 2, 3, 7, 100]) {
    for (let n = 1; n <= most; n += 1) {
      const numbers = numbersOf(levelOf(n, most), most);
      expect(numbers && numbers[0] <= n && n <= numbers[1], `${n} of ${most}`).toBe(true);
    }
  }
  expect(levelOf(0, 10)).toBe(0);
  expect(numbersOf(1, 1)).toBe(null);
});
