// Nothing that was sent is lost, and nothing arrives twice.
import { Problem } from "@yousaid/sdk";
import { expect, test } from "vitest";
import { outbox, type Parcel, type Shelf } from "../src/panel/outbox";
import type { Call } from "../src/panel/visitor";

function shelf(): Shelf & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => void held.set(name, value),
    removeItem: (name) => void held.delete(name),
  };
}

const parcel = (once: string): Parcel => ({
  method: "POST",
  path: "/reports",
  body: { title: once },
  once,
  title: once,
  at: 0,
});
const dead = new Problem({ status: 0, code: "network", detail: "The server could not be reached." });
const refusal = new Problem({ status: 422, code: "invalid", detail: "The title is empty." });

test("what could not be sent outlives the page and is sent once with its own key", async () => {
  const on = shelf();
  outbox("box", () => Promise.reject(dead), undefined, on).add(parcel("a"));
  const sent: Call[] = [];
  const next = outbox("box", async (call) => void sent.push(call), undefined, on);
  await Promise.all([next.flush(), next.flush()]);
  expect(sent).toEqual([{ method: "POST", path: "/reports", body: { title: "a" }, once: "a" }]);
  expect(on.held.size).toBe(0);
});

test("a closed door stops the round and keeps everything in order", async () => {
  const tries: string[] = [];
  const box = outbox(
    "box",
    (call) => {
      tries.push(call.once ?? "");
      return Promise.reject(dead);
    },
    undefined,
    shelf(),
  );
  box.add(parcel("a"));
  box.add(parcel("b"));
  await box.flush();
  expect(tries).toEqual(["a"]);
  expect(box.all().map(({ once }) => once)).toEqual(["a", "b"]);
});

test("what the server refuses is kept with its reason, not tried again, and does not block the rest", async () => {
  const tries: string[] = [];
  const box = outbox(
    "box",
    (call) => {
      tries.push(call.once ?? "");
      return call.once === "a" ? Promise.reject(refusal) : Promise.resolve();
    },
    undefined,
    shelf(),
  );
  box.add(parcel("a"));
  box.add(parcel("b"));
  await box.flush();
  await box.flush();
  expect(tries).toEqual(["a", "b"]);
  expect(box.all()).toMatchObject([{ once: "a", refused: "The title is empty." }]);
  box.drop("a");
  expect(box.all()).toEqual([]);
});

test("without storage it waits in the page", async () => {
  const box = outbox("box", () => Promise.resolve(), undefined, undefined);
  box.add(parcel("a"));
  expect(box.all()).toHaveLength(1);
  await box.flush();
  expect(box.all()).toEqual([]);
});

test("storage that is full or holds rubbish changes nothing", async () => {
  const full: Shelf = {
    getItem: () => "rubbish",
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => {},
  };
  const box = outbox("box", () => Promise.reject(dead), undefined, full);
  box.add(parcel("a"));
  expect(box.all()).toHaveLength(1);
});

test("twenty wait at most and the same thing waits once", () => {
  const box = outbox("box", () => Promise.reject(dead), undefined, shelf());
  for (let i = 0; i < 25; i++) box.add(parcel(String(i)));
  box.add(parcel("24"));
  expect(box.all()).toHaveLength(20);
});
