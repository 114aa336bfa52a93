// Finds role and accessible name of what was acted on, as a person would call it.
// Refuses to read values, and anything inside elements that are marked private.
import { redact } from "../redact";

/** The marks by which hosts keep elements out of recordings, our own and those of other tools. */
export const PRIVATE = "[data-private],[data-sentry-mask],.rr-mask,.ph-no-capture";

/** The closest ancestor for which `fits` is true, through shadow roots. */
export function climb(el: Element, fits: (at: Element) => boolean): Element | undefined {
  let at: Element | null = el;
  while (at) {
    if (fits(at)) return at;
    const root: Node = at.getRootNode();
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return undefined;
}

/** Whether an element or anything around it is marked private. */
export function masked(el: Element): boolean {
  return climb(el, (at) => at.matches(PRIVATE)) !== undefined;
}

const BUTTONS = /^(button|submit|reset|image)$/;
const BY_TAG: Record<string, string> = {
  BUTTON: "button",
  SUMMARY: "button",
  SELECT: "combobox",
  TEXTAREA: "textbox",
  IMG: "img",
  FORM: "form",
  DIALOG: "dialog",
  OPTION: "option",
  LI: "listitem",
  H1: "heading",
  H2: "heading",
  H3: "heading",
};

/** The ARIA role, given or by the element's kind, or nothing. */
export function role(el: Element): string | undefined {
  const given = el.getAttribute("role")?.trim().split(/\s+/)[0];
  if (given) return given;
  if (el instanceof HTMLInputElement) {
    if (BUTTONS.test(el.type)) return "button";
    if (/^(checkbox|radio)$/.test(el.type)) return el.type;
    if (el.type === "range") return "slider";
    if (el.type === "number") return "spinbutton";
    if (el.type === "search") return "searchbox";
    return /^(text|email|tel|url)$/.test(el.type) && !el.hasAttribute("list") ? "textbox" : undefined;
  }
  if (el instanceof HTMLElement && el.isContentEditable) return "textbox";
  if (el.tagName === "A") return el.hasAttribute("href") ? "link" : undefined;
  return Object.hasOwn(BY_TAG, el.tagName) ? BY_TAG[el.tagName] : undefined;
}

/** Visible text without fields, scripts and private parts; stops after `most` characters. */
export function text(el: Element, most = 120): string {
  let out = "";
  const walk = (node: Node) => {
    if (out.length > most) return;
    if (node instanceof Text) out += node.data;
    if (!(node instanceof Element)) return;
    if (
      node.matches(`${PRIVATE},script,style,textarea,select,[contenteditable]:not([contenteditable=false])`)
    )
      return;
    if (node instanceof HTMLImageElement) out += ` ${node.alt} `;
    node.childNodes.forEach(walk);
  };
  walk(el);
  return out.replace(/\s+/g, " ").trim();
}

/** The text of the labels of a field. */
export function label(el: Element): string {
  const ids = el.getAttribute("aria-labelledby");
  const root = el.getRootNode() as Document | ShadowRoot;
  const by = ids?.split(/\s+/).flatMap((id) => root.getElementById?.(id) ?? []);
  const labels = by?.length ? by : Array.from((el as HTMLInputElement).labels ?? []);
  return labels
    .filter((at) => !masked(at))
    .map((at) => text(at))
    .join(" ")
    .trim();
}

/** The accessible name, masked and at most 80 characters, or nothing. */
export function name(el: Element): string | undefined {
  if (masked(el)) return undefined;
  const field = el.matches("input,select,textarea,[contenteditable]");
  const given =
    (el.hasAttribute("aria-labelledby") && label(el)) ||
    el.getAttribute("aria-label") ||
    label(el) ||
    (el instanceof HTMLInputElement && BUTTONS.test(el.type) && (el.alt || el.value)) ||
    el.getAttribute("alt") ||
    (!field && spoken(el)) ||
    el.getAttribute("title") ||
    el.getAttribute("placeholder") ||
    "";
  const clean = redact(given.replace(/\s+/g, " ").trim());
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean || undefined;
}

// The text of a container says nothing about the click: only what one points at is named by its text.
function spoken(el: Element): string {
  const pointed = /^(button|link|tab|menuitem\w*|option|switch|treeitem|heading|checkbox|radio)$/.test(
    role(el) ?? "",
  );
  if (!pointed && el.childElementCount) return "";
  const said = text(el);
  return pointed || said.length <= 80 ? said : "";
}

/** What a person would say was clicked: the closest control, else the element itself. */
export function control(el: Element): Element {
  const found = climb(el, (at) =>
    at.matches(
      "button,a[href],input,select,textarea,summary,label,[role],[data-testid],[contenteditable=true]",
    ),
  );
  return found &&
    !/^(main|region|dialog|presentation|none|group|document|application)$/.test(role(found) ?? "")
    ? found
    : el;
}
