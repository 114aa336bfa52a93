// Finds a readable name of the element that was acted on.
// Does not read values, nor anything inside elements that are marked private.
import { climb, masked, PRIVATE, textual } from "./fields";

const BUTTONS = /^(button|submit|reset|image)$/;
const INLINE =
  /^(a|abbr|b|bd[io]|cite|code|em|font|i|kbd|label|mark|q|s|samp|small|span|strong|su[bp]|time|tt|u|var|#text)$/;

/** Visible text without fields, scripts and private parts; stops after `most` characters. */
export function text(el: Element, most = 120): string {
  let out = "";
  // Whether the current text is separated from the text before it.
  let apart = false;
  const walk = (node: Node, before: Node | null) => {
    if (out.length > most) return;
    if (node instanceof Text) {
      const [last = "", next = ""] = [out.at(-1), node.data[0]];
      // Adjacent elements are separate words; a single styled letter, or text that continues, is not.
      if (apart || /\d\p{L}|\p{L}\d/u.test(last + next)) out += " ";
      out += node.data;
      apart = false;
      return;
    }
    if (!(node instanceof Element) || node.matches(`${PRIVATE},script,style`) || textual(node)) {
      apart = true;
      return;
    }
    const block = !INLINE.test(node.localName);
    apart ||= block || before instanceof Element;
    if (node instanceof HTMLImageElement) out += ` ${node.alt} `;
    node.childNodes.forEach((child, i) => {
      walk(child, node.childNodes[i - 1] ?? null);
    });
    apart ||= block;
  };
  walk(el, null);
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

/** The accessible name as found on the page, or nothing. */
export function name(el: Element): string | undefined {
  if (masked(el)) return undefined;
  const found =
    (el.hasAttribute("aria-labelledby") && label(el)) ||
    el.getAttribute("aria-label") ||
    label(el) ||
    (el instanceof HTMLInputElement && BUTTONS.test(el.type) && (el.alt || el.value)) ||
    el.getAttribute("alt") ||
    (!textual(el) && spoken(el)) ||
    el.getAttribute("title") ||
    el.getAttribute("placeholder") ||
    "";
  return found.slice(0, 500) || undefined;
}

// The text of a container says nothing about the click: only elements that are clicked as a whole are named by their text.
const POINTED = /^(button|a|summary|h\d|link|tab|menuitem.*|option|switch|treeitem|heading|checkbox|radio)$/;

function kind(el: Element): string {
  return el.getAttribute("role") ?? el.localName;
}

function spoken(el: Element): string {
  const pointed = POINTED.test(kind(el));
  if (!pointed && el.childElementCount) return "";
  const said = text(el);
  return pointed || said.length <= 80 ? said : "";
}

/** What a person would say was clicked: the closest control, or else the element itself. */
export function control(el: Element): Element {
  const found = climb(el, (at) =>
    at.matches(
      "button,a[href],input,select,textarea,summary,label,[role],[data-testid],[contenteditable]:not([contenteditable=false])",
    ),
  );
  return found && !/^(main|region|dialog|presentation|none|group|document|application)$/.test(kind(found))
    ? found
    : el;
}
