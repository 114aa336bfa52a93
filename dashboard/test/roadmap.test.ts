// Where requests stand in the columns of the roadmap.
import { expect, test } from "vitest";
import { readRoadmap, writeRoadmap } from "../src/base/filters";
import { arranged, beside, isColumn, placeIn } from "../src/base/roadmap";

const row = (id: string, heat: number) => ({ id, heat });
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).join("");

test("a request that enters a column takes its place by score, and the others stay where they are", () => {
  const before = [row("a", 5), row("b", 9), row("c", 1)];
  expect(ids(arranged(before, [...before, row("d", 3)]))).toBe("abdc");
  expect(ids(arranged(before, [row("c", 1), row("b", 20)]))).toBe("bc");
  expect(ids(arranged([], [row("x", 1), row("y", 2)]))).toBe("yx");
});

test("a request has the same place in its own column as if it were not there", () => {
  const rows = [row("a", 5), row("b", 3)];
  expect(placeIn(rows, row("a", 5))).toBe(0);
  expect(placeIn(rows, row("b", 3))).toBe(1);
  expect(placeIn(rows, row("c", 0))).toBe(2);
});

test("beside the last column there is no other, and declined is none", () => {
  expect(beside("planned", 1)).toBe("in_progress");
  expect(beside("shipped", 1)).toBe("shipped");
  expect(beside("under_review", -1)).toBe("under_review");
  expect(isColumn("declined")).toBe(false);
});

test("the filters of the roadmap go to the address and come back", () => {
  const filter = { tag: "a b&c", screen: "s1" };
  const query = Object.fromEntries(new URLSearchParams(writeRoadmap(filter)));
  expect(readRoadmap(query)).toEqual(filter);
  expect(writeRoadmap({ tag: null, screen: null })).toBe("");
});
