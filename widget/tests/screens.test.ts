// Which addresses are the same screen.
import { expect, test } from "vitest";
import { thing } from "../src/page";
import { named, normalise, routed } from "../src/screens";

test.each([
  ["/", "/"],
  ["/orders/", "/orders"],
  ["/orders/42", "/orders/:id"],
  ["/orders/42/lines/7?x=1#y", "/orders/:id/lines/:id"],
  ["/users/0190f3c2-8e4a-7c3b-9d5e-1f2a3b4c5d6e", "/users/:id"],
  ["/commits/9fceb02d0ae598e95dc970b74767f19372d61af8", "/commits/:id"],
  ["/notes/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/notes/:id"],
  ["/invoices/INV-7", "/invoices/INV-7"],
  ["/docs/getting-started", "/docs/getting-started"],
  ["/v2/api", "/v2/api"],
  ["//double//slash", "/double/slash"],
])("%s is %s", (path, route) => {
  expect(normalise(path)).toBe(route);
});

test("a word of letters only is never an id", () => {
  expect(normalise("/abcdefghjkmnpqrstvwxyzabcd")).toBe("/abcdefghjkmnpqrstvwxyzabcd");
});

test("a route never exceeds what the API takes", () => {
  expect(normalise(`/${"a/".repeat(600)}`)).toHaveLength(512);
});

test("a hash router's path is part of the route, a heading is not", () => {
  expect(routed({ pathname: "/app/index.html", hash: "#/orders/7" })).toBe("/app/orders/:id");
  expect(routed({ pathname: "/app/", hash: "#!/orders" })).toBe("/app/orders");
  expect(routed({ pathname: "/docs", hash: "#install" })).toBe("/docs");
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
