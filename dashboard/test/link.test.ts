// Tests of reading again after an outage.
import { beforeEach, expect, test, vi } from "vitest";
import { again, answered, down, retry, unreachable } from "../src/data/link";

let now = 0;
beforeEach(() => {
  vi.useFakeTimers();
  now += 3_600_000;
  vi.setSystemTime(now);
  return () => vi.useRealTimers();
});

test("pages read again at once when the server is back", () => {
  const before = again.value;
  unreachable();
  expect(down.value).toBe(true);
  answered();
  expect(down.value).toBe(false);
  expect(again.value).toBe(before + 1);
  answered();
  expect(again.value).toBe(before + 1);
});

test("where one call fails and another is answered again and again, pages do not read without end", () => {
  retry();
  const before = again.value;
  for (let n = 0; n < 600; n += 1) {
    unreachable();
    answered();
    vi.advanceTimersByTime(100);
  }
  // A minute: between 15 and 30 s apart.
  expect(again.value - before).toBeGreaterThanOrEqual(2);
  expect(again.value - before).toBeLessThanOrEqual(4);
});

test("a person reads again whenever they want", () => {
  const before = again.value;
  unreachable();
  retry();
  retry();
  expect(again.value).toBe(before + 2);
});
