// The marks of the charts stand where the numbers say.
import { expect, test } from "vitest";
import { bars, days, mirrored, shares, spread } from "../src/base/geometry";
import { heatShare, stack } from "../src/base/heat";

test("days run to today without a gap, also over the end of a month and summer time", () => {
  expect(days("2026-03-01", 3)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(new Set(days("2026-11-21", 56)).size).toBe(56);
});

test("days that the server left out are days without votes", () => {
  expect(spread([{ day: "2026-02-28", votes: 4 }], days("2026-03-01", 3))).toEqual([0, 4, 0]);
});

test("the tallest bar fills the chart and none leaves it", () => {
  const found = bars([0, 5, 10], 300, 60);
  expect(found.map((bar) => bar.height)).toEqual([0, 30, 60]);
  expect(found.map((bar) => bar.y)).toEqual([60, 30, 0]);
  expect((found.at(-1)?.x ?? 0) + (found.at(-1)?.width ?? 0)).toBeLessThanOrEqual(300);
});

test("a chart of nothing is flat, not broken", () => {
  expect(bars([0, 0], 100, 50).every((bar) => bar.height === 0)).toBe(true);
  expect(bars([], 100, 50)).toEqual([]);
});

test("yes and no share one scale and meet on the line", () => {
  const trend = [
    { day: "2026-03-01", helpful: 6, unhelpful: 2 },
    { day: "2026-02-28", helpful: 0, unhelpful: 4 },
  ];
  const shape = mirrored(trend, days("2026-03-01", 2), 20, 10);
  expect(shape.line).toBe(6);
  expect(shape.up.map((bar) => bar.height)).toEqual([0, 6]);
  expect(shape.down.map((bar) => bar.height)).toEqual([4, 2]);
  expect(shape.up[1]?.y).toBe(0);
  expect(shape.down.every((bar) => bar.y === 6)).toBe(true);
});

test("the parts of a stacked bar add up to the whole", () => {
  const parts = stack([3, 0, 1, -2]);
  expect(parts.map((part) => part.share)).toEqual([0.75, 0, 0.25, 0]);
  expect(parts.map((part) => part.start)).toEqual([0, 0.75, 0.75, 1]);
  expect(stack([0, 0]).every((part) => part.share === 0)).toBe(true);
});

test("a score fills the same share of its bar whichever rows are loaded, and never more than all of it", () => {
  expect([-1, 0, 1_000, 5_000].map(heatShare)).toEqual([0, 0, 1, 1]);
  expect(heatShare(1)).toBeCloseTo(0.1, 2);
  expect(heatShare(10)).toBeCloseTo(0.347, 3);
  expect(heatShare(100)).toBeCloseTo(0.668, 3);
});

test("a week's interval contains its share, and a week without answers has no mark", () => {
  const week = { day: "2026-03-01", helpful: 1, unhelpful: 1, n: 2 };
  const found = shares(
    [
      { ...week, score: { share: 0.5, low: 0.25, high: 0.75 } },
      { ...week, helpful: 0, unhelpful: 0, n: 0, score: null },
      { ...week, score: { share: 1, low: 0.5, high: 1 } },
    ],
    60,
    100,
  );
  expect(found).toHaveLength(2);
  expect(found[0]?.range).toEqual({ x: 5, y: 25, width: 10, height: 50 });
  expect(found[0]?.share).toEqual({ x: 2.5, y: 49, width: 15, height: 2 });
  expect(found[1]?.range.x).toBe(45);
});
