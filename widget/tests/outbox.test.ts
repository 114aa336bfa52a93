// Nothing that was sent is lost, and nothing arrives twice, whatever other tabs do.
import { Problem } from "@yousaid/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { outbox, type Parcel } from "../src/panel/outbox";
import { shared } from "../src/panel/shared";
import type { Call } from "../src/panel/visitor";

let held: Map<string, string>;
beforeEach(() => {
  held = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const parcel = (once: string, more: Partial<Parcel> = {}): Parcel => ({
  method: "POST",
  path: "/reports",
  body: { title: once },
  once,
  title: once,
  at: 0,
  ...more,
});
const dead = new Problem({ status: 0, code: "network", detail: "The server could not be reached." });
const refusal = new Problem({ status: 422, code: "invalid", detail: "The title is empty." });
const boxes: { stop(): void }[] = [];
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop();
});

/** An outbox as a tab has it. */
function tab(send: (call: Call) => Promise<unknown>, me?: () => string | undefined) {
  const box = outbox("box", shared<Parcel[]>("box", []), send, undefined, me);
  boxes.push(box);
  return box;
}

test("what could not be sent outlives the page and is sent once with its own key", async () => {
  await tab(() => Promise.reject(dead)).add(parcel("a"));
  const sent: Call[] = [];
  const next = tab(async (call) => void sent.push(call));
  await Promise.all([next.flush(), next.flush()]);
  expect(sent).toEqual([{ method: "POST", path: "/reports", body: { title: "a" }, once: "a" }]);
  expect(held.has("box")).toBe(false);
});

test("what two tabs keep is all kept, and one of them sends it", async () => {
  const sent: string[] = [];
  const send = async (call: Call) => void sent.push(call.once ?? "");
  const [one, two] = [tab(send), tab(send)];
  await Promise.all([one.add(parcel("a")), two.add(parcel("b")), one.add(parcel("c"))]);
  for (const box of [one, two])
    expect(
      box
        .all()
        .map(({ once }) => once)
        .sort(),
    ).toEqual(["a", "b", "c"]);
  await Promise.all([one.flush(), two.flush()]);
  await two.flush();
  expect(sent.sort()).toEqual(["a", "b", "c"]);
  expect(one.all()).toEqual([]);
});

test("what another tab keeps while this one sends stays", async () => {
  let go = () => {};
  const one = tab(() => new Promise<void>((done) => (go = done)));
  await one.add(parcel("a"));
  const flushed = one.flush();
  await tab(() => Promise.reject(dead)).add(parcel("b", { refused: "no" }));
  await vi.waitFor(() => {
    go();
    expect(one.all().map(({ once }) => once)).toEqual(["b"]);
  });
  await flushed;
});

test("a closed door stops the round and keeps everything in order", async () => {
  const tries: string[] = [];
  const box = tab((call) => {
    tries.push(call.once ?? "");
    return Promise.reject(dead);
  });
  await box.add(parcel("a"));
  await box.add(parcel("b"));
  await box.flush();
  expect(tries).toEqual(["a"]);
  expect(box.all().map(({ once }) => once)).toEqual(["a", "b"]);
});

test("what the server refuses is kept with its reason, not tried again, and does not block the rest", async () => {
  const tries: string[] = [];
  const box = tab((call) => {
    tries.push(call.once ?? "");
    return call.once === "a" ? Promise.reject(refusal) : Promise.resolve();
  });
  await box.add(parcel("a"));
  await box.add(parcel("b"));
  await box.flush();
  await box.flush();
  expect(tries).toEqual(["a", "b"]);
  expect(box.all()).toMatchObject([{ once: "a", refused: "The title is empty." }]);
  await box.drop("a");
  expect(box.all()).toEqual([]);
});

test("without storage it waits in the page, and is told so", async () => {
  vi.stubGlobal("localStorage", undefined);
  const box = tab(() => Promise.resolve());
  expect(await box.add(parcel("a"))).toBe(false);
  expect(box.all()).toHaveLength(1);
  await box.flush();
  expect(box.all()).toEqual([]);
});

test("storage that is full or holds something else changes nothing", async () => {
  vi.stubGlobal("localStorage", {
    getItem: () => "rubbish",
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => {},
  });
  const box = tab(() => Promise.reject(dead));
  expect(await box.add(parcel("a"))).toBe(false);
  expect(box.all()).toHaveLength(1);
});

test("twenty wait; one more is not taken, and none of those that were promised goes", async () => {
  const box = tab(() => Promise.reject(dead));
  for (let i = 0; i < 20; i++) expect(await box.add(parcel(String(i)))).toBe(true);
  expect(await box.add(parcel("one more"))).toBeUndefined();
  // The same thing waits once, and takes no second place.
  expect(await box.add(parcel("7"))).toBe(true);
  expect(
    box
      .all()
      .map(({ once }) => Number(once))
      .sort((a, b) => a - b),
  ).toEqual([...Array(20).keys()]);
});

test("what belongs to one person is neither shown nor sent as another's", async () => {
  let me: string | undefined = "ada";
  const sent: string[] = [];
  const box = tab(
    async (call) => void sent.push(call.once ?? ""),
    () => me,
  );
  await box.add(parcel("a", { sub: "ada" }));
  me = "bob";
  expect(box.all()).toEqual([]);
  await box.flush();
  me = "ada";
  await box.flush();
  expect(sent).toEqual(["a"]);
});

test("a newer wish for the same thing takes the place of the one that waits", async () => {
  const box = tab(() => Promise.reject(dead));
  await box.add(parcel("a", { of: "/requests/1/vote" }));
  await box.add(parcel("b"));
  await box.drop("/requests/1/vote");
  expect(box.all().map(({ once }) => once)).toEqual(["b"]);
});
