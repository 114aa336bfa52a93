// Writes a recorded step as a sentence that a person would say.

import type { Raw } from "../../base/step";
import type { Words } from "../../locales/en";
import type { Say } from "./words";

const ROLES = [
  "button",
  "link",
  "tab",
  "menuitem",
  "checkbox",
  "radio",
  "option",
  "combobox",
  "textbox",
  "heading",
  "img",
];
/** Roles that are described with the word of another role. */
const ALIKE: Record<string, string> = {
  spinbutton: "textbox",
  searchbox: "textbox",
  listbox: "combobox",
  menuitemcheckbox: "menuitem",
  menuitemradio: "menuitem",
  switch: "checkbox",
  treeitem: "option",
  // By tag, where there is no role.
  input: "textbox",
  textarea: "textbox",
  select: "combobox",
};
/** Placeholder for a missing name; no name contains a control character. */
const NONE = "\0";

/** The sentence of a step. */
export function sentence(step: Raw, say: Say): string {
  const { role: own, tag = "", name: called } = step.target ?? {};
  const part = own ?? tag;
  const known = Object.hasOwn(ALIKE, part) ? ALIKE[part] : part;
  const role = say((ROLES.includes(known ?? "") ? `role_${known}` : "role_other") as keyof Words);
  const name = called ?? NONE;
  // An element without a name is not put in quotation marks.
  return written(step, say, called, name, role).replace(/.\0./u, say("unnamed", { role }));
}

function written(step: Raw, say: Say, called: string | undefined, name: string, role: string): string {
  const message = step.message ?? "";
  switch (step.kind) {
    case "navigate":
      return say("didNavigate", { url: step.url ?? "" });
    case "click":
      return say(called ? "didClick" : "didClickBare", { name, role });
    case "double_click":
      return say(called ? "didDouble" : "didDoubleBare", { name, role });
    case "change":
      return changed(step, name, say);
    case "submit":
      return say(called ? "didSubmit" : "didSubmitBare", { name });
    case "key":
      return say("didKey", { key: step.key ?? "" });
    case "error":
      return say("didError", { message });
    case "rejection":
      return say("didRejection", { message });
    case "console_error":
      return say("didLog", { message });
    case "http":
      return say(step.status ? "didHttp" : "didHttpDead", {
        status: String(step.status),
        method: step.method ?? "",
        url: step.url ?? "",
      });
  }
}

function changed(step: Raw, name: string, say: Say): string {
  const { type = "text", length: n = 0, filled } = step.value ?? {};
  if (type === "checkbox")
    return say(filled === undefined ? "didToggle" : filled ? "didTick" : "didUntick", { name });
  if (type === "radio") return say("didPick", { name });
  if (type === "select") return say("didChoose", { name });
  if (type === "file") return say("didFile", { n, name });
  if (filled !== undefined) return say(filled ? "didFill" : "didClear", { name });
  if (/^(range|color|date|time|month|week|datetime-local)$/.test(type)) return say("didToggle", { name });
  if (!n) return say("didClear", { name });
  return step.prefilled ? say("didEdit", { name }) : say("didType", { n, name });
}
