// A vote is shown at once, and shown as it was when the server refuses it for good.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Memory, Place } from "../src/base/core";
import { words } from "../src/locales/en";
import type { PanelCore } from "../src/panel/state/core";
import { type Session, session } from "../src/panel/state/session";
import type { WidgetRequest } from "../src/panel/state/wire";

const place: Place = { route: "/orders", title: "" };
const request = { id: "r1", title: "Dark mode", voted: false, votes: 3 } as WidgetRequest;
const path = "/requests/r1/vote";
let held: Map<string, string>;
let opened: Session[] = [];

beforeEach(() => {
  held = new Map();
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

/** A session of a visitor who has been here. */
function panel(): Session {
  const memory: Memory = { token: "t" };
  const one = session(
    {
      key: "pk_a",
      base: "https://feedback.example",
      locale: () => "en",
      emit: () => {},
      memory: () => memory,
      rush: () => {},
      keep: () => {},
      aide: () => ({
        place: () => place,
        named: () => "/orders",
        apiPlace: (at: Place) => at,
        redact: (text: string) => text,
        fit: (text: string) => text,
      }),
    } as unknown as PanelCore,
    words,
  );
  opened.push(one);
  return one;
}

/** Answers each call by the next of these; nothing where the network is gone. */
function server(...answers: (Response | undefined)[]) {
  const seen: string[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    seen.push(init.method ?? "");
    const answer = answers.shift();
    if (!answer) throw new TypeError("gone");
    return answer;
  });
  return seen;
}

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const closed = () => json(409, { status: 409, code: "not_votable", detail: "It was shipped." });

test("a vote on what takes none any more is taken back, with the reason", async () => {
  const one = panel();
  server(closed());
  const voting = one.votes.toggle(request, place);
  expect(one.votes.of(request)).toEqual({ voted: true, votes: 4 });
  await voting;
  expect(one.votes.of(request)).toEqual({ voted: false, votes: 3 });
  expect(one.spoken).toContain("It was shipped.");
  expect(one.outbox.all()).toEqual([]);
});

test("of two presses that are both refused, what the server said last is shown", async () => {
  const one = panel();
  server(closed(), closed());
  await Promise.all([one.votes.toggle(request, place), one.votes.toggle(request, place)]);
  expect(one.votes.of(request)).toEqual({ voted: false, votes: 3 });
});

test("where a vote arrived after it had waited, a refusal to take it back leaves it", async () => {
  const one = panel();
  server();
  await one.votes.toggle(request, place);
  server(json(200, { voted: true, votes: 9 }));
  await one.outbox.flush();
  expect(one.outbox.all()).toEqual([]);
  server(closed());
  await one.votes.toggle(request, place);
  expect(one.votes.of(request)).toEqual({ voted: true, votes: 9 });
});

test("a vote that waited and is then refused is taken back, with the reason, also in another tab", async () => {
  const [one, two] = [panel(), panel()];
  server();
  await one.votes.toggle(request, place);
  await two.votes.toggle(request, place);
  expect(one.votes.of(request).voted).toBe(true);
  expect(one.outbox.all()).toMatchObject([{ of: path }]);
  server(closed());
  await one.outbox.flush();
  expect(one.votes.of(request)).toEqual({ voted: false, votes: 3 });
  expect(one.spoken).toContain("It was shipped.");
  two.onStorage({ key: "yousaid:pk_a:outbox", oldValue: null, newValue: null } as StorageEvent);
  expect(two.votes.of(request)).toEqual({ voted: false, votes: 3 });
  expect(two.outbox.all()).toMatchObject([{ of: path, refused: "It was shipped." }]);
});

test("presses that wait for the answer to an earlier one are kept in their order when the page goes", () => {
  vi.stubGlobal("fetch", () => new Promise(() => {}));
  const it = panel();
  it.votes.toggle(request, place);
  it.votes.toggle(request, place);
  it.hide();
  const kept = JSON.parse(held.get("yousaid:pk_a:outbox") ?? "[]") as { method: string; path: string }[];
  expect(kept.map((one) => `${one.method} ${one.path}`)).toEqual([`PUT ${path}`, `DELETE ${path}`]);
});

test("a newer list says more than a press that is over, and an older one less", async () => {
  server(json(200, { voted: true, votes: 4 }));
  const it = panel();
  const before = it.votes.now();
  await it.votes.toggle(request, place);
  it.votes.learn([request], before);
  expect(it.votes.of(request)).toEqual({ voted: true, votes: 4 });
  // In another tab it was taken back, and somebody else has voted.
  it.votes.learn([{ ...request, votes: 5 }], it.votes.now());
  expect(it.votes.of(request)).toEqual({ voted: false, votes: 5 });
});

test("a list does not undo a press that is still on its way", async () => {
  vi.stubGlobal("fetch", () => new Promise(() => {}));
  const it = panel();
  it.votes.toggle(request, place);
  it.votes.learn([request], it.votes.now());
  expect(it.votes.of(request)).toEqual({ voted: true, votes: 4 });
});
