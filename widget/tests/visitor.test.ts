// A dead token is dropped once and nobody's call is lost by it.

import { unique } from "@yousaid/sdk";
import { afterEach, expect, test, vi } from "vitest";
import type { Memory } from "../src/base/core";
import { LEFT } from "../src/base/memory";
import { shared } from "../src/base/shared";
import { subject, visitor } from "../src/panel/state/visitor";

function browser(held: Memory) {
  const memory = { ...held };
  return {
    memory,
    core: {
      key: "pk_a",
      base: "https://feedback.example",
      memory: () => memory,
      keep: async (change: Memory | ((held: Memory) => Memory)) => {
        Object.assign(memory, typeof change === "function" ? change(memory) : change);
        return true;
      },
      drop: () => {},
      forget: () => void Object.assign(memory, { token: undefined, sub: undefined, seed: undefined }),
    },
  };
}

function server(answer: (request: Request) => Response) {
  const seen: Request[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    seen.push(request);
    return answer(request);
  });
  return seen;
}

const json = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

afterEach(() => vi.unstubAllGlobals());

test("the first write brings a token that the next call carries", async () => {
  const { core, memory } = browser({});
  const seen = server(() => json(200, {}, { "Yousaid-Visitor-Token": "new" }));
  const who = visitor(core);
  await who.send({ method: "PUT", path: "/answers", body: {}, once: "a" });
  await who.send({ method: "GET", path: "/me" });
  expect(memory.token).toBe("new");
  expect(seen[0]?.headers.get("authorization")).toMatch(/^Yousaid-Seed [\da-f-]{32,36}$/);
  expect(seen[1]?.headers.get("authorization")).toBe("Bearer new");
  expect(seen[0]?.headers.get("idempotency-key")).toBe("a");
});

test("a dead token is dropped and every call that carried it is sent once more", async () => {
  const { core, memory } = browser({ token: "dead" });
  const seen = server((request) =>
    request.headers.has("authorization")
      ? json(401, { code: "unauthorized", detail: "x" })
      : json(200, { ok: 1 }),
  );
  const who = visitor(core);
  const both = [who.send({ method: "GET", path: "/config" }), who.send({ method: "GET", path: "/requests" })];
  expect(await Promise.all(both)).toEqual([{ ok: 1 }, { ok: 1 }]);
  expect(memory.token).toBeUndefined();
  expect(seen).toHaveLength(4);
});

test("until a token is there one write waits for the other, and what follows carries the token", async () => {
  const { core } = browser({});
  const answers: ((response: Response) => void)[] = [];
  const seen: Request[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    seen.push(new Request(url, init));
    return new Promise<Response>((answer) => answers.push(answer));
  });
  const who = visitor(core);
  const writes = ["a", "b", "c"].map((once) => who.send({ method: "PUT", path: `/${once}`, once }));
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  answers[0]?.(json(200, {}, { "Yousaid-Visitor-Token": "new" }));
  await vi.waitFor(() => expect(seen).toHaveLength(3));
  answers[1]?.(json(200, {}));
  answers[2]?.(json(200, {}));
  await Promise.all(writes);
  expect(seen.slice(1).map((one) => one.headers.get("authorization"))).toEqual(["Bearer new", "Bearer new"]);
});

test("a first write whose answer was lost is sent again by the same seed and key", async () => {
  const { core, memory } = browser({});
  let lost = 2;
  const seen: Request[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    seen.push(new Request(url, init));
    if (lost-- > 0) throw new TypeError("lost");
    return json(200, {}, { "Yousaid-Visitor-Token": "new" });
  });
  vi.stubGlobal("navigator", { onLine: true });
  const who = visitor(core);
  const call = { method: "PUT", path: "/answers", body: {}, once: "a" } as const;
  await expect(who.send(call)).rejects.toMatchObject({ status: 0 });
  await who.send(call);
  expect(seen).toHaveLength(3);
  expect(new Set(seen.map((one) => one.headers.get("authorization"))).size).toBe(1);
  expect(new Set(seen.map((one) => one.headers.get("idempotency-key")))).toEqual(new Set(["a"]));
  expect(memory).toMatchObject({ token: "new", seed: undefined });
});

const signed = (sub: string) => `a.${btoa(JSON.stringify({ sub }))}.c`;
const later = () => new Date(Date.now() + 3_600_000).toISOString();

for (const [order, last] of [
  [["ada", "bob"], "bob"],
  [["ada", ""], undefined],
  [["ada", "", "bob"], "bob"],
  [["ada", "bob", ""], undefined],
] as const) {
  test(`of identify and logout in the order ${order.join(", ") || "none"} the last one counts, in whatever order answers come`, async () => {
    for (const late of [true, false]) {
      const { core, memory } = browser({});
      const answers: (() => void)[] = [];
      vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
        const { token } = JSON.parse(new TextDecoder().decode(init.body as Uint8Array)) as { token: string };
        await new Promise<void>((go, failed) => {
          answers.push(go);
          // A server that has acted already sends its answer whatever the browser has given up.
          if (!late) init.signal?.addEventListener("abort", () => failed(new TypeError("aborted")));
        });
        return json(200, { token: `session of ${subject(token)}`, expires_at: later(), visitor: {} });
      });
      const who = visitor(core);
      const calls = order.map((sub) => (sub ? who.identify(signed(sub)) : who.leave()));
      let over = false;
      const all = Promise.all(calls).then(() => {
        over = true;
      });
      await vi.waitFor(() => {
        for (const go of answers.splice(0).reverse()) go();
        expect(over).toBe(true);
      });
      await all;
      expect(memory.sub).toBe(last);
      expect(memory.token).toBe(last && `session of ${last}`);
    }
  });
}

test("what is under way when somebody else begins brings that person nothing", async () => {
  const { core, memory } = browser({});
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((answer) => answers.push(answer)));
  const who = visitor(core);
  const first = who.send({ method: "PUT", path: "/a", once: "a" });
  const second = who.send({ method: "PUT", path: "/b", once: "b" });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  who.leave();
  answers[0]?.(json(200, {}, { "Yousaid-Visitor-Token": "of the one who left" }));
  await expect(first).rejects.toMatchObject({ code: "person_changed" });
  await expect(second).rejects.toMatchObject({ code: "person_changed" });
  expect(answers).toHaveLength(1);
  expect(memory.token).toBeUndefined();
});

test("a refusal without a token is not tried again", async () => {
  const { core } = browser({});
  const seen = server(() => json(401, { code: "unauthorized", detail: "x" }));
  await expect(visitor(core).send({ method: "GET", path: "/me" })).rejects.toMatchObject({ status: 401 });
  expect(seen).toHaveLength(1);
});

test("the same person is not exchanged twice, another one forgets the first", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const { core, memory } = browser({ token: "kept", sub: "ada", until });
  const seen = server(() => json(200, { token: "fresh", expires_at: until, visitor: {} }));
  const who = visitor(core);
  await who.identify(signed("ada"));
  expect(seen).toHaveLength(0);
  await who.identify(signed("bob"));
  expect(memory).toMatchObject({ token: "fresh", sub: "bob" });
  expect(await seen[0]?.json()).toEqual({ token: signed("bob") });
});

test("rubbish has no subject and every name is its own", () => {
  expect(subject("rubbish")).toBeUndefined();
  const random = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
  const own = crypto;
  for (const { randomUUID } of [own, {} as Partial<Crypto>]) {
    // Pages without https have no randomUUID.
    vi.stubGlobal("crypto", {
      randomUUID: randomUUID && (() => randomUUID.call(own)),
      getRandomValues: own.getRandomValues.bind(own),
    });
    const names = new Set(Array.from({ length: 100 }, unique));
    expect(names.size).toBe(100);
    for (const name of names) expect(name).toMatch(random);
    vi.unstubAllGlobals();
  }
});

test("what something else has written to the memory's place is no visitor, and breaks nothing", () => {
  const met: boolean[] = [];
  const who = visitor(browser({}).core, (other) => void met.push(other));
  for (const text of ["rubbish", "{", "null", "7", "[]"]) who.onStorage(null, text);
  expect(met).toEqual([]);
  who.onStorage("rubbish", '{"token":"a"}');
  expect(met).toEqual([false]);
  who.onStorage('{"token":"a","sub":"ada"}', "rubbish");
  expect(met).toEqual([false, true]);
});

/** A tab with a memory of its own beside the storage, whose contents are `held`. */
function tab(held: Map<string, string>) {
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  });
  const memory = shared<Memory>("yousaid:pk_a", {});
  const keep = (change: Memory | ((now: Memory) => Memory), lasting?: boolean) =>
    memory.edit((now) => ({ ...now, ...(typeof change === "function" ? change(now) : change) }), lasting);
  const { clear: forget, drop, get } = memory;
  return visitorOf({ key: "pk_a", base: "https://feedback.example", memory: get, keep, forget, drop });
}
const visitorOf = (core: Parameters<typeof visitor>[0]) => ({ who: visitor(core), memory: core.memory });

test("whom the host has named is kept once they have acted, and not before", async () => {
  const held = new Map<string, string>();
  const { who } = tab(held);
  server(() => json(200, { token: "session of ada", expires_at: later(), visitor: {} }));
  await who.identify(signed("ada"));
  expect(held.size).toBe(0);
  await who.send({ method: "PUT", path: "/requests/r1/vote", body: {} });
  await vi.waitFor(() => expect(held.get("yousaid:pk_a")).toContain("session of ada"));
});

test("a logout in one tab ends the session of another one, also where it was never stored", async () => {
  const held = new Map<string, string>();
  const { who, memory } = tab(held);
  server(() => json(200, { token: "session of ada", expires_at: later(), visitor: {} }));
  await who.identify(signed("ada"));
  const person = who.person();
  who.onStorage(null, LEFT);
  who.onStorage(LEFT, null);
  expect(memory().token).toBeUndefined();
  expect(who.person()).toBe(person + 1);
});

test("who could not be named for lack of a network is named before they act", async () => {
  const { core } = browser({});
  vi.stubGlobal("navigator", { onLine: false });
  let down = true;
  const seen = server((request) => {
    if (down) throw new TypeError("gone");
    return request.url.endsWith("/identify")
      ? json(200, { token: "session of ada", expires_at: later(), visitor: {} })
      : json(200, {});
  });
  const who = visitor(core);
  await expect(who.identify(signed("ada"))).rejects.toMatchObject({ status: 0 });
  down = false;
  await who.send({ method: "PUT", path: "/requests/r1/vote", body: {}, once: "a" });
  expect(seen.at(-1)?.headers.get("authorization")).toBe("Bearer session of ada");
});
