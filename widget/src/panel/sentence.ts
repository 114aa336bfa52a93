// Writes a recorded step as a sentence a person would say.
// Refuses to say more than the recorder kept.
import type { Words } from "../locales/en";
import type { Raw } from "../recorder/steps";
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

/** The sentence of a step, at most 500 characters. */
export function sentence(step: Raw, say: Say): string {
  return written(step, say).slice(0, 500);
}

function written(step: Raw, say: Say): string {
  const part = step.target?.role ?? "";
  const role = say((ROLES.includes(part) ? `role_${part}` : "role_other") as keyof Words);
  const called = step.target?.name;
  const name = called ?? say("unnamed");
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
  if (type === "radio" || type === "select") return say("didChoose", { name });
  if (type === "file") return say("didFile", { n, name });
  if (filled !== undefined) return say(filled ? "didFill" : "didClear", { name });
  if (/^(range|color|date|time|month|week|datetime-local)$/.test(type)) return say("didToggle", { name });
  return n ? say("didType", { n, name }) : say("didClear", { name });
}
