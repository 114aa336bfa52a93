// The address and the filter say the same thing, whatever somebody typed into either.
import { expect, test } from "vitest";
import {
  askTriage,
  narrows,
  readReports,
  readTriage,
  search,
  writeReports,
  writeTriage,
} from "../src/base/filters";

const parse = (text: string) => Object.fromEntries(new URLSearchParams(text));

test("a filter survives the way into the address and back", () => {
  const filter = {
    order: "top" as const,
    status: ["new" as const, "planned" as const],
    kind: "problem" as const,
    screen: "0191",
    q: "a & b=c, ü?",
  };
  expect(readTriage(parse(writeTriage(filter)))).toEqual(filter);
});

test("what is as by default leaves no trace in the address", () => {
  expect(writeTriage(readTriage({}))).toBe("");
  expect(writeReports(readReports({}))).toBe("");
});

test("a list in the address reads as people write it", () => {
  expect(search({ status: "new,planned", q: "" })).toBe("?status=new,planned");
});

test("unknown values mean everything", () => {
  const filter = readTriage({ order: "best", status: "old,new", kind: "wish", screen: "" });
  expect(filter).toEqual({ order: "hot", status: ["new"], kind: null, screen: null, q: "" });
  expect(readReports({ linked: "maybe" }).linked).toBeNull();
});

test("only what narrows the list counts as a filter", () => {
  expect(narrows(readTriage({ order: "new" }))).toBe(false);
  expect(narrows(readTriage({ q: "  " }))).toBe(false);
  expect(narrows(readTriage({ kind: "feature" }))).toBe(true);
});

test("the API is asked only for what was chosen", () => {
  expect(JSON.parse(JSON.stringify(askTriage(readTriage({ q: " csv " }))))).toEqual({
    order: "hot",
    q: "csv",
  });
});

test("linked, unlinked and either are three things", () => {
  for (const linked of [true, false, null]) {
    const filter = { screen: null, linked, q: "" };
    expect(readReports(parse(writeReports(filter)))).toEqual(filter);
  }
});
