// What the launcher's accessible name says besides its label when something is new, in every language.
// Nothing else: the chunk that marks the launcher is loaded before anybody acts.

/** How much is new, by locale. */
export const marks: Record<string, Partial<Record<Intl.LDMLPluralRule, string>>> = {
  en: { one: "{n} news", other: "{n} news" },
  de: { one: "{n} Neuigkeit", other: "{n} Neuigkeiten" },
};
