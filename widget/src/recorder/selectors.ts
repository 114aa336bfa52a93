// A chunk of its own: finds selectors with which a step can be replayed, in the order that Playwright prefers.
// Returns no selectors that match another element, would be cut, or contain text of private elements.
import { computeAccessibleName, getRole, isInaccessible } from "dom-accessibility-api";
import type { Target } from "../base/step";
import type { Helpers } from "./helpers";

const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"];
/** Generated ids: they differ on the next load. */
const MADE = /\d{4,}|[\da-f]{8}-|^:.*:$|^(radix|headlessui|react-aria|mui|ember|yui|ext)[-_:]?|[\da-f]{12,}/i;
/** Roles that all browsers compute alike, with the elements that may have them. */
const ROLES: Record<string, string> = {
  button: "button,input",
  link: "a,area",
  checkbox: "input",
  radio: "input",
  textbox: "input,textarea",
  searchbox: "input",
  spinbutton: "input",
  slider: "input",
  combobox: "select,input",
  listbox: "select",
  option: "option",
  heading: "h1,h2,h3,h4,h5,h6",
  img: "img",
  tab: "",
  switch: "",
  menuitem: "",
  menuitemcheckbox: "",
  menuitemradio: "",
  treeitem: "",
};
/** With more elements of the same text none is examined: a unique match is too rare to be worth the time. */
const MANY = 40;

type Root = Document | ShadowRoot;

/** Role and at most eight selectors, best first, of an element that was at `way` below `root`, and may have been removed. */
export function targetOf(el: Element, root: Root, way: string[], helpers: Helpers): Target {
  const role = (el as HTMLElement).isContentEditable ? "textbox" : getRole(el);
  return { ...(role && { role }), selectors: selectors(el, role ?? "", root, way, helpers) };
}

function selectors(el: Element, part: string, root: Root, way: string[], helpers: Helpers): string[] {
  const out: string[] = [];
  const add = (made: string) => out.push(made);
  const others = (css: string) => {
    try {
      return Array.from(root.querySelectorAll(css)).filter((peer) => peer !== el);
    } catch {
      return [root];
    }
  };
  const unique = (css: string) => others(css).length === 0;
  for (const attribute of TEST_IDS) {
    const value = el.getAttribute(attribute);
    if (value && unique(`[${attribute}="${CSS.escape(value)}"]`)) add(`testid=${value}`);
  }
  if (!helpers.masked(el)) {
    role(el, part, others, add);
    for (const attribute of ["placeholder", "label", "alt", "text", "title"]) {
      const value = words(el, attribute, helpers);
      if (
        value &&
        value.length <= 80 &&
        !others(CSS_OF[attribute] ?? el.localName).some(like(attribute, value))
      )
        add(`${attribute}=${value}`);
    }
  }
  if (el.id && !MADE.test(el.id) && unique(`#${CSS.escape(el.id)}`)) add(`css=#${CSS.escape(el.id)}`);
  const css = path(el, root, way, helpers);
  const last = css ? [`css=${css}`] : [];
  return [...out.slice(0, 8 - last.length), ...last];
}

/** Role and name as browsers compute them: what `getByRole` sees. */
function role(el: Element, part: string, others: (css: string) => Node[], add: (made: string) => void) {
  const tags = Object.hasOwn(ROLES, part) ? ROLES[part] : undefined;
  // A name may contain typed values and private text of elements inside.
  if (tags === undefined || !el.isConnected || el.localName === "summary" || isInaccessible(el)) return;
  if (
    el.querySelector(
      "input,select,textarea,[contenteditable],[data-private],[data-sentry-mask],.rr-mask,.ph-no-capture",
    )
  )
    return;
  const labels = Array.from((el as HTMLInputElement).labels ?? []);
  const inner = labels.flatMap((label) =>
    Array.from(label.querySelectorAll("select,textarea,[contenteditable]")),
  );
  if (inner.some((peer) => peer !== el)) return;
  const name = spoken(el);
  if (!name) return;
  const word = name.split(" ")[0] as string;
  const near = others(tags ? `${tags},[role="${part}"]` : `[role="${part}"]`).filter((peer) =>
    says(peer as Element, word),
  );
  if (near.length > MANY) return;
  const twin = near.some(
    (peer) =>
      getRole(peer as Element) === part &&
      !isInaccessible(peer as Element) &&
      spoken(peer as Element) === name,
  );
  if (!twin) add(`role=${part}[name=${JSON.stringify(name)}]`);
}

function spoken(el: Element): string {
  return computeAccessibleName(el).replace(/\s+/g, " ").trim();
}

/** Whether an element's name may hold a word, without computing it. */
function says(el: Element, word: string): boolean {
  const attributes = ["aria-label", "alt", "title", "value", "placeholder"].map((name) =>
    el.getAttribute(name),
  );
  const labels = Array.from((el as HTMLInputElement).labels ?? [], (label) => label.textContent);
  return (
    el.hasAttribute("aria-labelledby") ||
    [el.textContent, ...attributes, ...labels].some((text) => text?.includes(word))
  );
}

const CSS_OF: Record<string, string> = {
  placeholder: "[placeholder]",
  alt: "[alt]",
  title: "[title]",
  label: "input,select,textarea,button,[aria-label]",
};

function plain(text: string | null | undefined): string {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

function words(el: Element, attribute: string, helpers: Helpers): string {
  if (attribute === "label") return helpers.label(el) || plain(el.getAttribute("aria-label"));
  if (attribute !== "text") return el.getAttribute(attribute) ?? "";
  // Only if no part of the text had to be left out.
  const text = plain(el.textContent);
  return text.length <= 80 && helpers.text(el).replace(/ /g, "") === text.replace(/ /g, "") ? text : "";
}

function like(attribute: string, value: string): (peer: Node) => boolean {
  return (node) => {
    const peer = node as Element;
    if (attribute === "text") return plain(peer.textContent) === value;
    if (attribute !== "label") return peer.getAttribute(attribute) === value;
    const labels = Array.from((peer as HTMLInputElement).labels ?? [], (label) => plain(label.textContent));
    return labels.includes(value) || plain(peer.getAttribute("aria-label")) === value;
  };
}

/** The shortest end of the path that matches this element alone, through shadow roots with `>>`. */
function path(el: Element, root: Root, way: string[], helpers: Helpers): string | undefined {
  const parts = [...way];
  let up = el.isConnected ? el.parentElement : null;
  for (let i = way.length - 1; up && i > 0; i--) {
    if (up.id && !MADE.test(up.id)) {
      parts.splice(0, i, `#${CSS.escape(up.id)}`);
      break;
    }
    up = up.parentElement;
  }
  const tries = parts.flatMap((_, i) => {
    const css = parts.slice(parts.length - 1 - i).join(" > ");
    // Shorter without `:nth-of-type(1)`.
    return [css.replaceAll(":nth-of-type(1)", ""), css];
  });
  const here = tries.find((css) => Array.from(root.querySelectorAll(css)).every((peer) => peer === el));
  if (!here || !(root instanceof ShadowRoot)) return here;
  const host = path(root.host, root.host.getRootNode() as Root, helpers.way(root.host), helpers);
  return host && `${host} >> ${here}`;
}
