// Which addresses are the same screen, and what a path must not tell.
import { expect, test } from "vitest";
import examples from "../../tests/data/routes.json";
import { apiPlace } from "../src/recorder/details/places";
import { covered, normalise, normalise as plain } from "../src/recorder/details/screens";
import { named, routed, thing } from "../src/recorder/page";

test.each(examples)("$path is $route, here and on the server", ({ path, route }) => {
  expect(normalise(path)).toBe(route);
  // The server normalises what the browser sends.
  expect(normalise(route)).toBe(route);
});

test("an address of a step keeps the ids that are needed to go there again, and no secret", () => {
  expect(covered("/orders/7/edit", false)).toBe("/orders/7/edit");
  expect(covered("/reset/123456", false)).toBe("/reset/:id");
  expect(covered("/reset/hunter2", false)).toBe("/reset/:token");
  expect(covered("/users/ada%40example.com", false)).toBe("/users/:id");
});

test("a route never exceeds what the API takes, and long paths stay different screens", () => {
  const normalise = (path: string) => apiPlace({ route: plain(path), title: "" }).route;
  const long = "/設定".repeat(300);
  for (const path of [`/${"a/".repeat(600)}`, `/${"%".repeat(400)}`, `/${"😀".repeat(600)}`]) {
    expect(Array.from(normalise(path)).length).toBeLessThanOrEqual(512);
  }
  expect(normalise(`${long}/a`)).not.toBe(normalise(`${long}/b`));
  expect(normalise(encodeURI(long))).toBe(normalise(long));
});

test("control characters and halves of characters do not reach a route", () => {
  const route = normalise("/a%00b/%0a/%ff%07/\ud83d/\u0007");
  expect(apiPlace({ route, title: "" }).route).toBe("/ab/\ufffd/\ufffd");
});

test("a hash router's path is part of the route, a heading is not", () => {
  const route = (url: { pathname: string; hash: string }) => normalise(routed(url));
  expect(route({ pathname: "/app/index.html", hash: "#/orders/7" })).toBe("/app/orders/:id");
  expect(route({ pathname: "/app/", hash: "#!/orders" })).toBe("/app/orders");
  expect(route({ pathname: "/app/", hash: "#/reset/hunter2" })).toBe("/app/reset/:token");
  expect(route({ pathname: "/docs", hash: "#install" })).toBe("/docs");
});

test("answers are remembered by screen and object", () => {
  expect(named({ route: "/a" })).toBe("/a");
  expect(named({ route: "/a", object: { type: "invoice", id: "INV-7" } })).toBe("/a invoice:INV-7");
});

test("an object is a type and an id, which may hold colons", () => {
  expect(thing("invoice:INV:7")).toEqual({ type: "invoice", id: "INV:7" });
  expect(thing("invoice")).toBeUndefined();
  expect(thing(":7")).toBeUndefined();
  expect(thing({ type: "a", id: "b" })).toEqual({ type: "a", id: "b" });
});

test("whatever the host calls an object, it is one that the API takes, or none", () => {
  const object = (type: unknown, id: unknown) =>
    apiPlace({ route: "/", title: "", object: { type, id } as never }).object;
  expect(object("invoice", "INV-7")).toEqual({ type: "invoice", id: "INV-7" });
  expect(object("sales order", 7)).toEqual({ type: "sales_order", id: "7" });
  expect(object("invoice", " \u200b\u3164 ")).toBeUndefined();
  expect(object("", "7")).toBeUndefined();
  expect(object("invoice", undefined)).toBeUndefined();
  expect(object("x".repeat(70), "a\0b\n\ud83d")).toEqual({ type: "x".repeat(64), id: "a b \ufffd" });
  const [one, other] = ["a", "b"].map((end) => object("t", "😀".repeat(300) + end)?.id ?? "");
  expect(Array.from(one ?? "").length).toBeLessThanOrEqual(200);
  expect(one).not.toBe(other);
});

test("a route that is too long is cut to the same characters and the same digest as on the server", () => {
  const cut = (path: string) => apiPlace({ route: plain(path), title: "" }).route;
  const digest = (text: string) =>
    [...text]
      .reduce((sum, sign) => (sum * 31n + BigInt(sign.codePointAt(0) as number)) % 2n ** 32n, 0n)
      .toString(36);
  for (const long of [`/${"é".repeat(600)}`, `/${"設定/".repeat(300)}甲`, `/${"😀".repeat(512)}`]) {
    const route = plain(long);
    expect(cut(long)).toBe(`${[...route].slice(0, 500).join("")}~${digest(route)}`);
  }
  expect(cut(`/${"é".repeat(511)}`)).toBe(`/${"é".repeat(511)}`);
  // Half an escape would be read as something else.
  const escaped = `/${"a".repeat(497)}%2F${"b".repeat(100)}`;
  expect(cut(escaped)).toBe(`/${"a".repeat(497)}~${digest(escaped)}`);
  // As `domain/route.rs` cuts it.
  expect(cut(`/${"é".repeat(600)}`)).toHaveLength(507);
});
