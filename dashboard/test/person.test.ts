// A person as somebody types one.
import { expect, test } from "vitest";
import { described } from "../src/base/person";

test("an address alone is an address, and words alone are a name", () => {
  expect(described(" anna@example.com ")).toEqual({ email: "anna@example.com" });
  expect(described("Anna Berg")).toEqual({ name: "Anna Berg" });
  expect(described("Anna @ Nord")).toEqual({ name: "Anna @ Nord" });
});

test("a name with an address, as mail programs copy it, is both", () => {
  expect(described("Anna Berg <anna@example.com>")).toEqual({ name: "Anna Berg", email: "anna@example.com" });
  expect(described('"Berg, Anna" <anna@example.com>')).toEqual({
    name: "Berg, Anna",
    email: "anna@example.com",
  });
  expect(described("<anna@example.com>")).toEqual({ email: "anna@example.com" });
});

test("nothing is nobody", () => {
  expect(described("  ")).toBeNull();
});
