// A chunk of its own: finds selectors by which a step can be done again, in the order that Playwright prefers.
// Refuses selectors that match another element, that would be cut, or that hold any text of private elements.
import { computeAccessibleName, getRole, isInaccessible } from "dom-accessibility-api";
import type { Target } from "../base/step";
import type { Lent } from "./lent";

const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"];
/** Ids that a machine made: they differ on the next load. */
const MADE = /\d{4,}|[\da-f]{8}-|^:.*:$|^(radix|headlessui|react-aria|mui|ember|yui|ext)[-_:]?|[\da-f]{12,}/i;
/** Roles that are computed alike everywhere, with the elements that may have them. */
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
/** Of more elements with one text none is looked at: the first wins too rarely to pay for it. */
const MANY = 40;

type Root = Document | ShadowRoot;

/** Role and at most eight selectors, best first, of an element that stood at `way` below `root`, and may be gone by now. */
export function found(el: Element, root: Root, way: string[], lent: Lent): Target {
  const role = (el as HTMLElement).isContentEditable ? "textbox" : getRole(el);
  return { ...(role && { role }), selectors: selectors(el, role ?? "", root, way, lent) };
}

function selectors(el: Element, part: string, root: Root, way: string[], lent: Lent): string[] {
  const out: string[] = [];
  const add = (made: string) => out.push(made);
  const others = (css: string) => {
    try {
      return Array.from(root.querySelectorAll(css)).filter((one) => one !== el);
    } catch {
      return [root];
    }
  };
  const one = (css: string) => others(css).length === 0;
  for (const attribute of TEST_IDS) {
    const value = el.getAttribute(attribute);
    if (value && one(`[${attribute}="${CSS.escape(value)}"]`)) add(`testid=${value}`);
  }
  if (!lent.masked(el)) {
    role(el, part, others, add);
    for (const attribute of ["placeholder", "label", "alt", "text", "title"]) {
      const value = words(el, attribute, lent);
      if (
        value &&
        value.length <= 80 &&
        !others(CSS_OF[attribute] ?? el.localName).some(like(attribute, value))
      )
        add(`${attribute}=${value}`);
    }
  }
  if (el.id && !MADE.test(el.id) && one(`#${CSS.escape(el.id)}`)) add(`css=#${CSS.escape(el.id)}`);
  const css = path(el, root, way, lent);
  const last = css ? [`css=${css}`] : [];
  return [...out.slice(0, 8 - last.length), ...last];
}

/** Role and name as browsers compute them: what `getByRole` sees. */
function role(el: Element, part: string, others: (css: string) => Node[], add: (made: string) => void) {
  const tags = Object.hasOwn(ROLES, part) ? ROLES[part] : undefined;
  // A name may hold what is typed into a field inside, and what is private inside.
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
  if (inner.some((one) => one !== el)) return;
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

function words(el: Element, attribute: string, lent: Lent): string {
  if (attribute === "label") return lent.label(el) || plain(el.getAttribute("aria-label"));
  if (attribute !== "text") return el.getAttribute(attribute) ?? "";
  // Only where nothing was left out of what may be told.
  const text = plain(el.textContent);
  return text.length <= 80 && lent.text(el).replace(/ /g, "") === text.replace(/ /g, "") ? text : "";
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

/** The shortest end of the way that leads to this element alone, through shadow roots with `>>`. */
function path(el: Element, root: Root, way: string[], lent: Lent): string | undefined {
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
    // Without the places of those that are the first of their kind it reads better.
    return [css.replaceAll(":nth-of-type(1)", ""), css];
  });
  const here = tries.find((css) => Array.from(root.querySelectorAll(css)).every((one) => one === el));
  if (!here || !(root instanceof ShadowRoot)) return here;
  const host = path(root.host, root.host.getRootNode() as Root, lent.way(root.host), lent);
  return host && `${host} >> ${here}`;
}
