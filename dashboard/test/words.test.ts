// What the page says about problems, roles, steps and counts.
import { Problem } from "@yousaid/sdk";
import { expect, test } from "vitest";
import { may } from "../src/data/session";
import { environmentRows } from "../src/pages/reports/environment";
import { fieldError, plainly } from "../src/ui/form";
import { isFault } from "../src/ui/steps";
import { count, t } from "../src/words/pages";

const problem = (parts: object) => new Problem({ status: 422, code: "invalid", detail: "No.", ...parts });

test("one is one and the rest are many", () => {
  expect(count(1, "vote")).toBe("1 vote");
  expect(count(0, "vote")).toBe("0 votes");
  expect(count(1200, "status", "statuses")).toBe("1,200 statuses");
  expect(
    t.removed([
      { kind: "email", count: 2 },
      { kind: "card", count: 1 },
    ]),
  ).toBe("2 e-mail addresses, 1 card number");
});

test("votes are told by kind, and imported ones are no part of the sum", () => {
  const none = { verified: 0, anonymous: 0, on_behalf: 0, imported: 0 };
  expect(t.votesByKind(12, { verified: 7, anonymous: 4, on_behalf: 1, imported: 20 })).toBe(
    "12 votes: 7 verified, 4 anonymous, 1 added by team, plus 20 imported",
  );
  expect(t.votesByKind(1, { ...none, anonymous: 1 })).toBe("1 vote: 1 anonymous");
  expect(t.votesByKind(0, { ...none, imported: 3 })).toBe("0 votes, plus 3 imported");
  expect(t.votesByKind(0, none)).toBe("0 votes");
});

test("a field finds its error with and without the hash of a pointer", () => {
  const found = problem({
    errors: [
      { pointer: "/title", detail: "Too long." },
      { pointer: "#/origins/0", detail: "No origin." },
    ],
  });
  expect(fieldError(found, "title")).toBe("Too long.");
  expect(fieldError(found, "origins")).toBe("No origin.");
  expect(fieldError(found, "body")).toBeUndefined();
});

test("problems are told in plain words", () => {
  expect(plainly(problem({ status: 0, code: "network" }))).toBe(t.wrong.network);
  expect(plainly(problem({ status: 429, code: "too_many_requests", retryAfter: 30 }))).toContain(
    "30 seconds",
  );
  expect(plainly(problem({ status: 404, code: "not_found" }))).toBe(t.wrong.missing);
  expect(plainly(problem({}))).toBe("No.");
});

test("each role may do what it is given and nothing more", () => {
  expect((["owner", "admin", "triager", "viewer"] as const).map((role) => may(role, "decide"))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(may("triager", "configure")).toBe(false);
  expect(may("admin", "people")).toBe(false);
  expect(may(undefined, "decide")).toBe(false);
});

test("a step is a fault when something went wrong in it", () => {
  expect(isFault({ kind: "http", status: 500 })).toBe(true);
  expect(isFault({ kind: "http", status: 204 })).toBe(false);
  expect(isFault({ kind: "http" })).toBe(true);
  expect(isFault({ kind: "console_error" })).toBe(true);
  expect(isFault({ kind: "click" })).toBe(false);
});

test("an environment leaves out what was not sent and keeps what was false", () => {
  const rows = environmentRows({
    url: "https://app.example.com/a",
    user_agent: "UA",
    language: "de",
    viewport: { width: 800, height: 600 },
    online: false,
  });
  expect(rows).toEqual([
    ["Address", "https://app.example.com/a"],
    ["Browser", "UA"],
    ["Window", "800 × 600"],
    ["Language", "de"],
    ["Online", "no"],
  ]);
});
