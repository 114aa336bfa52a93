// What the panel learns without the visitor acting is stored only where the visitor has acted before.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withMemory } from "../src/panel/state/core";

const name = "yousaid:pk_a";
let held: Map<string, string>;

beforeEach(() => {
  held = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const core = () => withMemory({ key: "pk_a" } as unknown as Parameters<typeof withMemory>[0]);
const settled = () => new Promise((done) => setTimeout(done));

test("for somebody who has not been here it is known, and not stored", async () => {
  const one = core();
  one.note({ announce: true });
  await settled();
  expect(one.memory()).toEqual({ announce: true });
  expect(held.size).toBe(0);
});

test("it is stored with the token once the visitor acts", async () => {
  const one = core();
  one.note({ announce: true });
  await one.keep({ token: "t" });
  expect(JSON.parse(held.get(name) ?? "")).toEqual({ announce: true, token: "t" });
});

test("a person of the host who has not acted is not stored by it", async () => {
  const one = core();
  await one.keep({ token: "t", sub: "u1" }, false);
  one.note({ announce: true });
  await settled();
  expect(one.memory()).toEqual({ token: "t", sub: "u1", announce: true });
  expect(held.size).toBe(0);
});

test("where a token is stored it is stored too, and leaves the rest", async () => {
  held.set(name, JSON.stringify({ token: "t", news: { at: 1, unseen: 2 } }));
  core().note({ announce: false });
  await settled();
  expect(JSON.parse(held.get(name) ?? "")).toEqual({
    token: "t",
    news: { at: 1, unseen: 2 },
    announce: false,
  });
});
