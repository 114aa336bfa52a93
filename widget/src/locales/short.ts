// The few texts that the page shows before the panel is loaded, in every language.
// Nothing that only the panel shows: that belongs to its locale file.

/** The loader's texts. */
export type Short = { launcher: string; question: string; yes: string; no: string; failed: string };

/** The loader's texts by locale. */
export const short: Record<string, Short> = {
  en: {
    launcher: "Feedback",
    question: "Was this helpful?",
    yes: "Yes",
    no: "No",
    failed: "Could not load. Try again.",
  },
  de: {
    launcher: "Feedback",
    question: "War das hilfreich?",
    yes: "Ja",
    no: "Nein",
    failed: "Nicht geladen. Erneut versuchen.",
  },
};
