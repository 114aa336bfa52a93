// What a report sends is what was shown, and its receipt proves it.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Raw } from "../src/base/step";
import { words as first } from "../src/locales/en";
import { words as tabs } from "../src/locales/tabs-en";
import type { PanelCore } from "../src/panel/state/core";
import { draft } from "../src/panel/state/draft";
import { sha256 } from "../src/panel/state/hash";
import { payload, sealed, sendable, shown } from "../src/panel/state/payload";
import { speaker } from "../src/panel/state/words";
import { apiPlace } from "../src/recorder/details/places";
import { redact } from "../src/recorder/details/redact";
import { fit, lines, whole } from "../src/recorder/details/text";

const say = speaker({ ...first, ...tabs }, "en");
const place = { route: "/orders/:id", title: "Order of ada@example.com" };
const core = {
  aide: () => ({ redact, fit, whole, lines, apiPlace }),
  locale: () => "en",
  setting: () => "",
} as unknown as PanelCore;
const raws: Raw[] = [
  { n: 3, at: 1000, kind: "navigate", url: "/orders/7" },
  { n: 4, at: 1500, kind: "click", target: { role: "button", name: "Save" } },
  { n: 5, at: 1800, kind: "error", message: "Error: x" },
];

function node(text: string) {
  return createHash("sha256").update(text).digest("hex");
}

test.each(["", "abc", "ä€😀", "a".repeat(55), "a".repeat(56), "a".repeat(64), "x".repeat(5000)])(
  "SHA-256 of %s is the one of others",
  (text) => {
    expect(sha256(text)).toBe(node(text));
  },
);

test("steps count from the first that is sent, without those taken out, with those rewritten", () => {
  const chosen = draft(place);
  chosen.removed.add(3);
  chosen.edited.set(4, "Saved it");
  expect(sendable(core, raws, chosen, say)).toEqual([
    { at_ms: 0, kind: "click", target: { role: "button", name: "Save" }, sentence: "Saved it", edited: true },
    { at_ms: 300, kind: "error", message: "Error: x", sentence: "The page had an error: Error: x" },
  ]);
});

test("without consent neither steps nor environment leave the page", () => {
  const chosen = { ...draft(place), title: "Broken", withSteps: false, withEnvironment: false };
  const content = payload(core, raws, chosen, say);
  expect(content.steps).toEqual([]);
  expect(content.environment).toEqual({
    url: "/orders/:id",
    user_agent: "not shared",
    language: "en",
    viewport: { width: 0, height: 0 },
  });
  expect(sealed(content, chosen).receipt.purposes).toEqual(["text"]);
});

test("the screen's title is masked", () => {
  const content = payload(core, [], { ...draft(place), title: "x", withEnvironment: false }, say);
  expect(content.screen.title).toBe("Order of [email]");
});

test("the receipt is the hash of what was shown", () => {
  const chosen = { ...draft(place), title: "Broken", withEnvironment: false };
  const content = payload(core, raws, chosen, say);
  const { receipt, ...rest } = sealed(content, chosen);
  expect(receipt.shown_sha256).toBe(node(shown(rest)));
  expect(receipt.purposes).toEqual(["text", "steps"]);
});

test("a report of fifty steps full of long words fits into what the server takes, and keeps the latest", () => {
  const long = raws.slice(0, 1).flatMap((raw) =>
    Array.from({ length: 50 }, (_, i) => ({
      ...raw,
      n: i,
      message: "設".repeat(1000),
      target: { selectors: Array.from({ length: 8 }, () => "設".repeat(500)) },
    })),
  );
  const content = payload(core, long, { ...draft(place), title: "x", withEnvironment: false }, say);
  expect(new TextEncoder().encode(shown(content)).length).toBeLessThan(256 * 1024);
  expect(content.steps.length).toBeGreaterThan(5);
  expect(content.steps.length).toBeLessThan(50);
});

test("a page that was open for days, or whose clock is the host's, still sends what the server takes", () => {
  const chosen = draft(place);
  const at = (n: number, at: number): Raw => ({ n, at, kind: "submit" });
  const steps = sendable(core, [at(1, 5), at(2, 4.5), at(3, 9e9), at(4, Number.NaN)], chosen, say);
  expect(steps.map(({ at_ms }) => at_ms)).toEqual([0, 0, 86_400_000, 0]);
});

test("what the visitor pasted loses controls and halves of characters, and keeps its lines", () => {
  const chosen = {
    ...draft(place),
    title: " A\0B \ud83d ",
    body: "one\r\ntwo\u001b",
    withEnvironment: false,
  };
  const content = payload(core, [], chosen, say);
  expect(content.title).toBe("A B \ufffd");
  expect(content.body).toBe("one\ntwo ");
});
