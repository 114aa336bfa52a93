// Which key was meant: what is printed on it where letters are Latin, its place where they are not.
import { expect, test } from "vitest";
import { keyOf } from "../src/base/keys";

const press = (key: string, code: string, shiftKey = false) => keyOf({ key, code, shiftKey });

test("on Cyrillic, Greek, Arabic and Hebrew layouts the place of a letter counts", () => {
  expect(press("о", "KeyJ")).toBe("j");
  expect(press("в", "KeyD")).toBe("d");
  expect(press("δ", "KeyD")).toBe("d");
  expect(press("ي", "KeyD")).toBe("d");
  expect(press("ג", "KeyD")).toBe("d");
});

test("on Dvorak, AZERTY and other Latin layouts the letter on the key counts", () => {
  expect(press("d", "KeyH")).toBe("d");
  expect(press("e", "KeyD")).toBe("e");
  expect(press("j", "KeyC")).toBe("j");
  expect(press("/", "Period", true)).toBe("/");
  expect(press("!", "Slash")).toBe("!");
  expect(press("é", "Digit2")).toBe("é");
});

test("the key of / and ? is found on a layout of other letters, once a letter has told so", () => {
  press("о", "KeyJ");
  expect(press(".", "Slash")).toBe("/");
  expect(press(",", "Slash", true)).toBe("?");
  press("j", "KeyJ");
  expect(press("-", "Slash")).toBe("-");
});

test("caps lock changes nothing, and named keys stay as they are", () => {
  expect(press("J", "KeyJ")).toBe("j");
  expect(press("J", "KeyJ", true)).toBe("J");
  expect(press("Escape", "Escape")).toBe("Escape");
  expect(press("Dead", "KeyD")).toBe("Dead");
});
