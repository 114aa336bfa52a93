// Every language says everything that English says, with the same blanks and enough plural forms.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { words as firstDe } from "../src/locales/de";
import { words as firstEn } from "../src/locales/en";
import { short } from "../src/locales/short";
import { words as tabsDe } from "../src/locales/tabs-de";
import { words as tabsEn } from "../src/locales/tabs-en";
import { day, speaker } from "../src/panel/state/words";

const en = { ...firstEn, ...tabsEn };
const de = { ...firstDe, ...tabsDe };

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

test.each([
  ["en", firstEn, tabsEn],
  ["de", firstDe, tabsDe],
])("what %s says at first and what it says in later tabs are apart", (_, first, tabs) => {
  expect(Object.keys(first).filter((name) => Object.hasOwn(tabs, name))).toEqual([]);
});

test("nothing that is drawn at first needs words that come later", async () => {
  const { metafile } = await build({
    entryPoints: ["src/panel/panel.tsx"],
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    conditions: ["yousaid-source"],
    external: ["yousaid:shared"],
    loader: { ".css": "empty" },
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "error",
  });
  const files = Object.keys(metafile.inputs).filter((file) => file.startsWith("src/panel/"));
  expect(files).toContain("src/panel/parts/list.tsx");
  for (const file of files) {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
    const said = [...source.matchAll(/say\(([^)]*)\)/g)].map(([, given]) => given).join();
    const known = Object.keys(tabsEn).filter((name) => said.includes(`"${name}"`));
    expect([file, known]).toEqual([file, []]);
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
  expect(speaker(en, "en")("nothingFound", { q: "{n} $& $1" })).toBe("No results for “{n} $& $1”.");
});

test("days follow the language", () => {
  expect(day("2026-11-21T01:02:03.000004Z", "de")).toBe("21. Nov. 2026");
});
