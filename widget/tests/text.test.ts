// Text of the page is fit to be sent whatever it is: the server counts characters, and refuses controls and halves.
import { expect, test } from "vitest";
import { fit, lines, sound, whole } from "../src/recorder/details/text";

const family = "👨‍👩‍👧‍👦";
const nasty = [
  "a",
  " ",
  "é",
  "e\u0301",
  "\u0958",
  "😀",
  "🇩🇪",
  family,
  "👍🏽",
  "\ud83d",
  "\ude00",
  "\0",
  "\u001b[31m",
  "\u0085",
  "\u2028",
  "\u202e",
  "\u200d",
  "ใ",
  "ß",
  "İ",
  "１",
  "\u0301",
  `a${"\u0301".repeat(300)}`,
];
const limits = [1, 20, 35, 40, 80, 200, 500, 512, 1000, 2000];

/** What the server refuses, in its own words: `chars().count()`, `is_control`, and JSON that is no text. */
function refused(text: string, most: number): string | undefined {
  if (Array.from(text.normalize("NFC")).length > most) return "too long";
  if (/\p{Cc}|[\u2028\u2029]/u.test(text)) return "controls";
  if (/\p{Cs}/u.test(text)) return "half a character";
  return undefined;
}

test.each(limits)("nothing on a page can make a text of %i characters that the server refuses", (most) => {
  for (const one of nasty) {
    for (const count of [most - 1, most, most + 1, 3000]) {
      for (const text of [
        one.repeat(count),
        "a".repeat(count) + one.repeat(3),
        `${"x".repeat(most - 1)}${one}`,
      ]) {
        expect(refused(fit(text, most), most), JSON.stringify(one)).toBeUndefined();
        expect(refused(whole(text, most), most), JSON.stringify(one)).toBeUndefined();
        expect(refused(lines(text, most), most), JSON.stringify(one)).toBeUndefined();
        expect(new TextDecoder().decode(new TextEncoder().encode(fit(text, most)))).toBe(fit(text, most));
      }
    }
  }
});

test("what fits stays as it is", () => {
  for (const text of ["a".repeat(200), "😀".repeat(200), "Größe – 設定"]) expect(fit(text, 200)).toBe(text);
});

test("a cut falls between what a reader sees as characters", () => {
  expect(fit(`${"a".repeat(9)}${family}`, 12)).toBe(`${"a".repeat(9)}…`);
  expect(fit("🇩🇪🇫🇷🇮🇹", 5)).toBe("🇩🇪🇫🇷…");
  expect(fit("e\u0323\u0301".repeat(10), 4, "")).toBe("ẹ\u0301ẹ\u0301");
});

test("what somebody writes keeps its spaces", () => {
  expect(whole("  one  two ", 500)).toBe("  one  two ");
});

test("nothing, numbers and objects are texts too", () => {
  expect(fit(undefined, 10)).toBe("");
  expect(fit(7, 10)).toBe("7");
});

test("a selector is sent whole or not at all", () => {
  expect(sound("css=#a", 500)).toBe(true);
  expect(sound("a".repeat(501), 500)).toBe(false);
  expect(sound("a\0", 500)).toBe(false);
  expect(sound("a\ud83d", 500)).toBe(false);
  expect(sound("😀".repeat(250), 500)).toBe(true);
});

test("what was written on several lines keeps them and loses other controls", () => {
  expect(lines(" one\r\ntwo\rthree\u2028four\n\nfive\t\0\ud83d ", 200)).toBe(
    "one\ntwo\nthree\nfour\n\nfive  \ufffd",
  );
  expect(lines("😀\n".repeat(9), 4)).toBe("😀\n😀\n");
});
