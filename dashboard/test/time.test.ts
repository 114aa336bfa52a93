// Times and numbers read the way a person says them.
import { afterAll, expect, test, vi } from "vitest";

vi.useFakeTimers();
const { age, ago, clock, dayName, decimal, percent, whole } = await import("../src/words/time");
afterAll(() => vi.useRealTimers());

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12) - seconds * 1000).toISOString();
const from = Date.UTC(2026, 10, 21, 12);

test.each([
  [0, "now", "0 s"],
  [5, "5 seconds ago", "5 s"],
  [59, "59 seconds ago", "59 s"],
  [60, "1 minute ago", "1 min"],
  [3 * 3600 + 59, "3 hours ago", "3 h"],
  [86_400, "yesterday", "1 d"],
  [3 * 86_400, "3 days ago", "3 d"],
  [14 * 86_400, "2 weeks ago", "2 w"],
  [70 * 86_400, "2 months ago", "2 mo"],
  [800 * 86_400, "2 years ago", "2 y"],
])("%i seconds ago reads as %s and, short, as %s", (seconds, long, short) => {
  expect(ago(at(seconds), from)).toBe(long);
  expect(age(at(seconds), from)).toBe(short);
});

test("a server clock a little ahead of ours is not the future", () => {
  expect(ago(at(-3), from)).toBe("now");
  expect(age(at(-3), from)).toBe("0 s");
});

test("microseconds of the wire are read", () => {
  expect(ago("2026-11-21T11:59:55.000004Z", from)).toBe("5 seconds ago");
});

test("steps are timed to the tenth", () => {
  expect(clock(0)).toBe("0:00.0");
  expect(clock(7_349)).toBe("0:07.3");
  expect(clock(71_000)).toBe("1:11.0");
});

test("numbers carry their separators and shares no decimals", () => {
  expect(whole(1234567)).toBe("1,234,567");
  expect(decimal(3.14)).toBe("3.1");
  expect(percent(0.847)).toBe("85");
  expect(dayName("2026-11-02")).toBe("2 Nov");
});
