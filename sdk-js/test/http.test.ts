// What the client puts on the wire and what it makes of the answer, against a real server.
// It refuses mocks of fetch: only a socket shows what a browser would send.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, createClient, Problem } from "../src/index.js";
import { type Stand, start } from "./stand.js";

let stand: Stand;
let client: Client;

beforeAll(async () => {
  stand = await start();
});
afterAll(() => stand.stop());
beforeEach(() => {
  stand.seen.length = 0;
  stand.say({ status: 200, body: "{}" });
  client = createClient({ baseUrl: `${stand.origin}/` });
});

async function fault(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

describe("a request", () => {
  test("fills the path, joins lists and leaves out what is absent", async () => {
    await client.request("GET", "/v1/p/{key}/requests", {
      params: { key: "pk_a/b c" },
      query: { screen: "/orders/:id", order: "hot", limit: 5 },
    });
    await client.request("GET", "/v9/things", {
      query: { status: ["new", "planned"], q: undefined, cursor: null },
    });
    expect(stand.seen.map((one) => one.url)).toEqual([
      "/v1/p/pk_a%2Fb%20c/requests?screen=%2Forders%2F%3Aid&order=hot&limit=5",
      "/v9/things?status=new%2Cplanned",
    ]);
  });

  test("sends JSON with its content type, and none without a body", async () => {
    await client.request("POST", "/v1/p/{key}/requests", {
      params: { key: "pk_1" },
      body: { kind: "feature", title: "Größer 🦊" },
      headers: { "Idempotency-Key": "k1" },
    });
    await client.request("GET", "/v1/p/{key}/config", { params: { key: "pk_1" } });
    const [post, get] = stand.seen;
    expect(post).toMatchObject({ method: "POST", body: '{"kind":"feature","title":"Größer 🦊"}' });
    expect(post?.headers).toMatchObject({ "content-type": "application/json", "idempotency-key": "k1" });
    expect(get?.headers).not.toHaveProperty("content-type");
  });

  test("asks for the client's headers each time, and lets the call win", async () => {
    let token = "one";
    client = createClient({
      baseUrl: stand.origin,
      headers: () => ({ authorization: `Bearer ${token}`, "yousaid-csrf": "1" }),
    });
    await client.request("GET", "/x");
    token = "two";
    await client.request("GET", "/x");
    await client.request("GET", "/x", { headers: { Authorization: "Bearer three" } });
    expect(stand.seen.map((one) => one.headers.authorization)).toEqual([
      "Bearer one",
      "Bearer two",
      "Bearer three",
    ]);
    expect(stand.seen[2]?.headers["yousaid-csrf"]).toBe("1");
  });

  test("gives the data, the status and the headers", async () => {
    stand.say({ status: 201, body: '{"id":"r1"}', headers: { "yousaid-visitor-token": "t", etag: '"1"' } });
    const answer = await client.request<{ id: string }>("POST", "/x", { body: {} });
    expect(answer.data.id).toBe("r1");
    expect(answer.status).toBe(201);
    expect(answer.headers.get("Yousaid-Visitor-Token")).toBe("t");
  });

  test("gives undefined for an answer without a body", async () => {
    stand.say({ status: 204 });
    expect((await client.request("DELETE", "/x")).data).toBeUndefined();
  });

  test.each(["", ".", ".."])("refuses %j as a path parameter before anything is sent", async (key) => {
    const problem = await fault(client.request("GET", "/v1/p/{key}/config", { params: { key } }));
    expect(problem).toMatchObject({ status: 0, code: "bad_params" });
    expect(stand.seen).toEqual([]);
  });

  test("keeps keepalive for small bodies only", async () => {
    const flags: (boolean | undefined)[] = [];
    const watch: typeof fetch = (input, init) => {
      flags.push(init?.keepalive);
      return fetch(input, init);
    };
    client = createClient({ baseUrl: stand.origin, fetch: watch });
    await client.request("POST", "/x", { body: { text: "a" }, keepalive: true });
    await client.request("POST", "/x", { body: { text: "€".repeat(20_000) }, keepalive: true });
    await client.request("GET", "/x", { keepalive: true });
    expect(flags).toEqual([true, undefined, true]);
  });
});

describe("a failure", () => {
  test("of the API carries everything that the problem answer says", async () => {
    stand.say({
      status: 422,
      headers: { "content-type": "application/problem+json", "retry-after": "7" },
      body: JSON.stringify({
        type: "about:blank",
        title: "Invalid",
        status: 422,
        code: "invalid",
        detail: "title: too long",
        errors: [{ pointer: "/title", detail: "at most 200" }],
        request_id: "q-1",
      }),
    });
    const problem = await fault(client.request("GET", "/x"));
    expect(problem).toMatchObject({
      name: "Problem",
      status: 422,
      code: "invalid",
      detail: "title: too long",
      message: "title: too long",
      errors: [{ pointer: "/title", detail: "at most 200" }],
      requestId: "q-1",
      retryAfter: 7,
    });
  });

  test("of a proxy that speaks HTML still says its status", async () => {
    const later = new Date(Date.now() + 60_000).toUTCString();
    stand.say({
      status: 503,
      headers: { "content-type": "text/html", "retry-after": later },
      body: "<h1>Down",
    });
    const problem = await fault(client.request("GET", "/x"));
    expect(problem).toMatchObject({ status: 503, code: "http", errors: [], requestId: undefined });
    expect(problem.retryAfter).toBeGreaterThan(50);
  });

  test.each(["null", '"text"', "[]", '{"code":5,"errors":"x","detail":null}'])(
    "with the body %s is read calmly",
    async (body) => {
      stand.say({ status: 400, body, headers: { "retry-after": "soon" } });
      expect(await fault(client.request("GET", "/x"))).toMatchObject({
        status: 400,
        code: "http",
        errors: [],
      });
    },
  );

  test("of a success that is not JSON is told apart", async () => {
    stand.say({ status: 200, body: "<html>" });
    expect(await fault(client.request("GET", "/x"))).toMatchObject({ status: 200, code: "not_json" });
  });

  test("is not_modified for a conditional read that found nothing new", async () => {
    stand.say({ status: 304 });
    const call = client.request("GET", "/x", { headers: { "if-none-match": '"1"' } });
    expect(await fault(call)).toMatchObject({ status: 304, code: "not_modified" });
  });

  test("of the network has status 0", async () => {
    const gone = await start();
    await gone.stop();
    const problem = await fault(createClient({ baseUrl: gone.origin }).request("GET", "/x"));
    expect(problem).toMatchObject({ status: 0, code: "network" });
    expect(problem.cause).toBeInstanceOf(TypeError);
  });

  test("in the middle of a body is a network failure too", async () => {
    stand.say({ status: 200, body: '{"id":', cut: true });
    expect(await fault(client.request("GET", "/x"))).toMatchObject({ status: 0, code: "network" });
  });

  test("by the caller's own signal is called aborted", async () => {
    stand.say({ status: 200, never: true });
    const control = new AbortController();
    const call = fault(client.request("GET", "/x", { signal: control.signal }));
    control.abort();
    expect(await call).toMatchObject({ status: 0, code: "aborted" });
  });
});
