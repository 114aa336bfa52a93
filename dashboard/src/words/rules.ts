// The texts of the settings of decisions: whether they need a message, prepared messages, the language of requests.
// Contains no markup.
import type { Language } from "../base/types";

/** The settings of decisions. */
export const r = {
  title: "Decisions",
  saved: "Saved.",
  required: "Every decision needs a message to voters",
  requiredHint: "Otherwise the message is optional: voters then see the new status only.",
  language: "Language of requests",
  languageHint:
    "Helps to find duplicates and to search: word forms and filler words of this language are known.",
  several: "Several, or another one",
  languages: {
    en: "English",
    de: "German",
    es: "Spanish",
    fr: "French",
    pt: "Portuguese",
  } satisfies Record<Language, string>,
  templates: "Prepared messages",
  templatesHint: "Your team picks one when it decides, and can still change it.",
  noTemplates: "No prepared messages yet.",
  any: "Any status",
  add: "Add a message",
  edit: "Edit",
  editOf: (name: string) => `Edit ${name}`,
  name: "Name",
  status: "Offered for",
  code: "Kind of reason",
  body: "Message",
  bodyHint: "Voters will read this.",
  templateSaved: "Message saved.",
  remove: (name: string) => `Delete ${name}`,
  removeTitle: (name: string) => `Delete “${name}”?`,
  removeText: "Decisions that were published with it stay as they are.",
  removeAct: "Delete",
  removed: "Message deleted.",
};
