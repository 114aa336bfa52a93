// A ranking in the address: what is written is read again, and rubbish is no ranking.
import { expect, test } from "vitest";
import { moved, position, readRanking, readValue, same, steps, writeRanking } from "../src/base/ranking";

const ranking = {
  weights: { votes: 1, reports: 3, unhelpful: 0.2, comments: 0.25 },
  half_life_days: 14,
};

test("a ranking in the address is read as it was written", () => {
  const read = readRanking({ try: writeRanking(ranking) });
  expect(read).toEqual(ranking);
});

test("what is no ranking counts as none", () => {
  for (const text of [
    "",
    "1",
    "1,3,0.2,0.2",
    "1,3,0.2,0.2,14,5",
    "1,3,0.2,0.2,6",
    "-1,3,0.2,0.2,14",
    "a,3,0.2,0.2,14",
  ])
    expect(readRanking({ try: text }), text).toBeNull();
  expect(readRanking({})).toBeNull();
  expect(readRanking({ try: "1001,3,0.2,0.2,14" })).toBeNull();
});

test("a typed value may have a comma, and is refused out of bounds", () => {
  expect(readValue("votes", " 1,5 ")).toBe(1.5);
  expect(readValue("votes", "1e3")).toBeNull();
  expect(readValue("votes", "")).toBeNull();
  expect(readValue("half_life_days", "366")).toBeNull();
  expect(readValue("half_life_days", "7")).toBe(7);
});

test("a slider stands at the nearest step, and moves one value alone", () => {
  expect(steps("votes")[position("votes", 1)]).toBe(1);
  expect(steps("votes")[position("votes", 640)]).toBe(500);
  expect(steps("half_life_days")[position("half_life_days", 364)]).toBe(365);
  const other = moved(ranking, "reports", 5);
  expect(other.weights).toEqual({ ...ranking.weights, reports: 5 });
  expect(same(other, ranking)).toBe(false);
  expect(same(moved(other, "reports", 3), ranking)).toBe(true);
  expect(moved(ranking, "half_life_days", 30)).toEqual({ ...ranking, half_life_days: 30 });
});
