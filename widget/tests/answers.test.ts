// An answer is shown at once, as it was when it is refused for good, and keeps its words when only its reason changes.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Kept, Memory, Place } from "../src/base/core";
import { words } from "../src/locales/en";
import type { PanelCore } from "../src/panel/state/core";
import { type Session, session } from "../src/panel/state/session";

const place: Place = { route: "/orders", title: "" };
let opened: Session[] = [];

beforeEach(() => {
  const held = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  });
  vi.stubGlobal("navigator", { onLine: false });
});
afterEach(() => {
  for (const one of opened) one.outbox.stop();
  opened = [];
  vi.unstubAllGlobals();
});

/** A session of a visitor who has been here, and has answered so. */
function panel(before?: Kept): Session {
  const memory: Memory = { token: "t", ...(before && { answers: { "/orders": before } }) };
  const one = session(
    {
      key: "pk_a",
      base: "https://feedback.example",
      locale: () => "en",
      emit: () => {},
      short: () => ({ question: "Was this helpful?" }),
      memory: () => memory,
      keep: (change: (held: Memory) => Memory) =>
        void Object.assign(memory, typeof change === "function" ? change(memory) : change),
      aide: () => ({
        place: () => place,
        named: ({ route }: Place) => route,
        apiPlace: (at: Place) => at,
        redact: (text: string) => text,
        fit: (text: string) => text,
        lines: (text: string) => text,
      }),
    } as unknown as PanelCore,
    words,
  );
  opened.push(one);
  return one;
}

/** Answers each call by the next of these; nothing where the network is gone. Gives the bodies that were sent. */
function server(...answers: (number | undefined)[]) {
  const seen: unknown[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    seen.push(JSON.parse(new TextDecoder().decode(init.body as Uint8Array)));
    const status = answers.shift();
    if (!status) throw new TypeError("gone");
    const body = JSON.stringify({ code: "forbidden", detail: "Not here." });
    return new Response(body, { status, headers: { "content-type": "application/json" } });
  });
  return seen;
}

test("of two answers that are both refused, the one before them is shown", async () => {
  server(403, 403);
  const it = panel({ helpful: true, reason: "clear" });
  await Promise.all([
    it.answers.reply(place, { helpful: false }),
    it.answers.reply(place, { helpful: false, reason: "wrong" }),
  ]);
  expect(it.answers.of(place)).toEqual({ helpful: true, reason: "clear" });
});

test("an answer that waited and is then refused is shown as it was before", async () => {
  server(undefined, 403);
  const it = panel();
  await it.answers.reply(place, { helpful: true });
  expect(it.answers.of(place)).toEqual({ helpful: true });
  await it.outbox.flush();
  expect(it.answers.of(place)).toBeUndefined();
});

test("another reason keeps the words that were added, another answer does not", async () => {
  const seen = server(200, 200, 200);
  const it = panel();
  await it.answers.reply(place, { helpful: false, reason: "wrong" }, "The total is off");
  await it.answers.reply(place, { helpful: false, reason: "unclear" });
  await it.answers.reply(place, { helpful: true });
  expect(seen).toMatchObject([
    { reason: "wrong", comment: "The total is off" },
    { reason: "unclear", comment: "The total is off" },
    { helpful: true },
  ]);
  expect(seen[2]).not.toHaveProperty("comment");
});
