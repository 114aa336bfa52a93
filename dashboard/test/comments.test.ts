// Comments: which list an address names, what showing and hiding change, how that is taken back, and links in their texts.
import { expect, test } from "vitest";
import { canChange, changedBy, queues, readQueue, takenBackBy, writeQueue } from "../src/base/queue";
import { safeAddress } from "../src/ui/said";

test("an address names a list of comments, and an unknown one is what waits", () => {
  for (const state of queues)
    expect(readQueue(Object.fromEntries(new URLSearchParams(writeQueue(state))))).toBe(state);
  expect(writeQueue("pending")).toBe("");
  expect(readQueue({ state: "deleted" })).toBe("pending");
});

test("what the team wrote is never hidden, and what is shown already is not shown again", () => {
  const row = (state: "pending" | "shown" | "hidden", official = false) => ({ state, official });
  const rows = [row("pending"), row("shown"), row("hidden"), row("shown", true)];
  expect(changedBy(rows, true)).toEqual([row("pending"), row("hidden")]);
  expect(changedBy(rows, false)).toEqual([row("pending"), row("shown")]);
  expect(rows.map(canChange)).toEqual([true, true, true, false]);
});

test("taking back never shows what nobody has approved", () => {
  expect(takenBackBy("pending", false)).toBeNull();
  expect(takenBackBy("pending", true)).toBe(false);
  expect(takenBackBy("shown", false)).toBe(true);
  expect(takenBackBy("hidden", true)).toBe(false);
});

test.each(["https://example.com/a?b#c", "http://example.com", "mailto:a@example.com", "HTTPS://example.com"])(
  "a link of a text leads to %s",
  (address) => expect(safeAddress(address)).toBe(address),
);

test.each([
  "javascript:alert(1)",
  " javascript:alert(1)",
  "data:text/html,x",
  "//evil.example",
  "/app/",
  "https:x",
  "",
])("a link of a text never leads to %j", (address) => expect(safeAddress(address)).toBeNull());
