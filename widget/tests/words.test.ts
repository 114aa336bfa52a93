// Every language says everything that English says, with the same blanks and enough plural forms.
import { expect, test } from "vitest";
import { words as de } from "../src/locales/de";
import { words as en } from "../src/locales/en";
import { short } from "../src/locales/short";
import { day, speaker } from "../src/panel/words";

const LOCALES = { de } as Record<string, typeof en>;

function blanks(entry: unknown): string[] {
  const forms = typeof entry === "string" ? [entry] : Object.values(entry as Record<string, string>);
  return [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

test.each(Object.keys(LOCALES))("%s says everything that English says and nothing else", (locale) => {
  expect(Object.keys(LOCALES[locale] ?? {}).sort()).toEqual(Object.keys(en).sort());
});

test.each(Object.keys(LOCALES))("%s fills the same blanks as English", (locale) => {
  for (const [name, entry] of Object.entries(LOCALES[locale] ?? {})) {
    expect([name, blanks(entry)]).toEqual([name, blanks(en[name as keyof typeof en])]);
  }
});

test.each(Object.keys({ en, ...LOCALES }))("%s has every plural form that its language needs", (locale) => {
  const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  for (const [name, entry] of Object.entries(locale === "en" ? en : (LOCALES[locale] ?? {}))) {
    if (typeof entry !== "string")
      expect([name, Object.keys(entry).sort()]).toEqual([name, [...needed].sort()]);
  }
});

test("the loader speaks every language of the panel", () => {
  expect(Object.keys(short).sort()).toEqual(["en", ...Object.keys(LOCALES)].sort());
  for (const one of Object.values(short)) expect(Object.keys(one)).toEqual(Object.keys(short.en ?? {}));
});

test("plurals and numbers follow the language", () => {
  expect(speaker(en, "en")("found", { n: 1 })).toBe("1 request");
  expect(speaker(en, "en")("found", { n: 1200 })).toBe("1,200 requests");
  expect(speaker(de, "de")("found", { n: 1200 })).toBe("1.200 Wünsche");
});

test("what visitors wrote is filled in as it is, braces and dollars too", () => {
  expect(speaker(en, "en")("nothingFound", { q: "{n} $& $1" })).toBe("Nothing found for “{n} $& $1”.");
});

test("days follow the language", () => {
  expect(day("2026-11-21T01:02:03.000004Z", "de")).toBe("21. Nov. 2026");
});
