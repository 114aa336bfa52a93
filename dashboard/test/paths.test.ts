// Where people are sent, and where they never are.
import { expect, test } from "vitest";
import { listOf, originOf, paths, safeNext, sound, tryAddress } from "../src/base/paths";

const own = "https://feedback.example.com";

test("next goes back to a page of this dashboard with its filters", () => {
  expect(safeNext("/app/p/1/triage?order=top", own)).toBe("/app/p/1/triage?order=top");
});

test.each([
  "https://evil.example/app/",
  "//evil.example/app/",
  "/\\evil.example/app/",
  "/app/\\..\\..\\evil",
  "/app/../../evil",
  "/app/../demo",
  "/app//../..//evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/app/\tp",
  "/app/\nSet-Cookie: a=b",
  " /app/p/1",
  "/appendix",
  "/demo",
  "app/p/1",
  "/app/login?next=/app/login",
  "",
  null,
  undefined,
])("next never leaves the dashboard: %s", (next) => {
  expect(safeNext(next, own)).toBe("/app/");
});

test("login remembers where somebody was, but not that they were nowhere", () => {
  expect(paths.login("/app/p/1/reports?q=a b")).toBe("/app/login?next=%2Fapp%2Fp%2F1%2Freports%3Fq%3Da%20b");
  expect(paths.login("/app/")).toBe("/app/login");
});

test("ids cannot break out of their place in an address", () => {
  expect(paths.triage("a/b", "../c")).toBe("/app/p/a%2Fb/triage/..%2Fc");
});

test("an origin is what is left of an address", () => {
  expect(originOf("https://App.example.com:443/a?b#c")).toBe("https://app.example.com");
  expect(originOf("http://localhost:5173/x")).toBe("http://localhost:5173");
  expect(originOf("javascript:alert(1)")).toBeNull();
  expect(originOf("ftp://example.com")).toBeNull();
  expect(originOf("not a page")).toBeNull();
  expect(originOf("")).toBeNull();
});

test.each([
  "localhost:3000",
  "127.0.0.1:8961",
  "[::1]:8080",
  "10.0.0.7",
  "172.16.0.1",
  "192.168.1.20:8080",
  "app.localhost",
])("an address of this machine or of a private network is taken for http: %s", (address) => {
  expect(originOf(address)).toBe(`http://${address}`);
});

test.each(["localhost.example.com", "172.32.0.1", "10.example.com", "127.0.0.1.example.com"])(
  "any other address is taken for https: %s",
  (address) => expect(originOf(address)).toBe(`https://${address}`),
);

test("a host page is opened with the widget already open", () => {
  expect(tryAddress("https://app.example.com/start?a=1#old")).toBe(
    "https://app.example.com/start?a=1#yousaid",
  );
  expect(tryAddress("app.example.com")).toBe("https://app.example.com/#yousaid");
  expect(tryAddress("javascript:alert(1)//")).toBeNull();
});

test.each(["/app/p/1/triage/%E0%A4%A", "/app/p/%/triage", "/app/%ZZ", "/app/p/1/%C3%28/2"])(
  "an address with a part that cannot be decoded is no page: %s",
  (path) => expect(sound(path)).toBe(false),
);

test("an address names the list that it lies under, where that part of it can be read", () => {
  expect(sound("/app/p/1/triage/%E4%BD%A0")).toBe(true);
  expect(listOf("/app/p/a%20b/reports/%E0%A4%A")?.href).toBe("/app/p/a%20b/reports");
  expect(listOf("/app/p/%E0%A4%A/reports/1")).toBeNull();
  expect(listOf("/app/p/1/%E0%A4%A")).toBeNull();
  expect(listOf("/app/p/1/settings/%E0%A4%A")).toBeNull();
});
