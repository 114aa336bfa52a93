// A list is brought up to date without moving what somebody looks at.
import { expect, test } from "vitest";
import { fold } from "../src/paged";

const row = (id: string, votes = 0) => ({ id, votes });

test("counts change in place and the order stays", () => {
  const folded = fold([row("a", 9), row("b", 8)], [row("b", 12), row("a", 9)]);
  expect(folded.items).toEqual([row("a", 9), row("b", 12)]);
  expect(folded).toMatchObject({ added: 0, moved: true });
});

test("new rows are counted, not shown", () => {
  const folded = fold([row("a"), row("b")], [row("c"), row("a")]);
  expect(folded.items.map((one) => one.id)).toEqual(["a", "b"]);
  expect(folded).toMatchObject({ added: 1, moved: true });
});

test("the same first page of a longer list is no news", () => {
  const folded = fold([row("a"), row("b"), row("c")], [row("a"), row("b", 3)]);
  expect(folded).toMatchObject({ added: 0, moved: false });
  expect(folded.items[1]?.votes).toBe(3);
});
