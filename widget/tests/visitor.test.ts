// A dead token is dropped once and nobody's call is lost by it.
import { afterEach, expect, test, vi } from "vitest";
import type { Memory } from "../src/core";
import { subject, unique, visitor } from "../src/panel/visitor";

function browser(held: Memory) {
  const memory = { ...held };
  return {
    memory,
    core: {
      key: "pk_a",
      base: "https://feedback.example",
      memory: () => memory,
      keep: (change: Memory) => void Object.assign(memory, change),
      forget: () => void Object.assign(memory, { token: undefined, sub: undefined }),
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
  expect(seen.map((request) => request.headers.get("authorization"))).toEqual([null, "Bearer new"]);
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

test("a refusal without a token is not tried again", async () => {
  const { core } = browser({});
  const seen = server(() => json(401, { code: "unauthorized", detail: "x" }));
  await expect(visitor(core).send({ method: "GET", path: "/me" })).rejects.toMatchObject({ status: 401 });
  expect(seen).toHaveLength(1);
});

test("the same person is not exchanged twice, another one forgets the first", async () => {
  const signed = (sub: string) => `a.${btoa(JSON.stringify({ sub }))}.c`;
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
  expect(unique()).not.toBe(unique());
});
