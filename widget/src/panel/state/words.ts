// Formats texts in the visitor's language: fills in names and numbers, picks the plural.
// Contains no texts: they come from the locale's chunk.
import type { Words } from "../../locales/en";

/** What may be filled into a sentence. */
export type Filling = Record<string, string | number>;

/** Formats a sentence by its name; `n` picks the plural form. */
export type Say = (name: keyof Words, filling?: Filling) => string;

/** The formatting function of one locale. */
export function speaker(words: Words, locale: string): Say {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (name, filling = {}) => {
    const entry: string | Partial<Record<Intl.LDMLPluralRule, string>> = words[name];
    const form =
      typeof entry === "string"
        ? entry
        : (entry[plurals.select(Number(filling.n ?? 0))] ?? entry.other ?? "");
    return form.replace(/\{(\w+)\}/g, (_, part: string) => {
      const value = filling[part] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

/** A user's text for a sentence of ours: one that is written from right to left does not reverse what follows it. */
export function isolated(text: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text;
}

/** A day in the visitor's language. */
export function day(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }).format(
    new Date(time),
  );
}
