// Finds selectors by which a step can be done again, in the order that Playwright prefers.
// Refuses selectors that match more than one element, and any text of private elements.
import { redact } from "../redact";
import { label, masked, name, role, text } from "./names";

const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"];
/** Ids that a machine made: they differ on the next load. */
const MADE = /\d{4,}|[\da-f]{8}-|^:.*:$|^(radix|headlessui|react-aria|mui|ember|yui|ext)[-_:]?|[\da-f]{12,}/i;
/** Beyond this many candidates, uniqueness of a name costs more than it is worth. */
const MANY = 300;

type Root = Document | ShadowRoot;

/** At most eight selectors, best first; the last is always a CSS path. */
export function selectors(el: Element): string[] {
  const root = el.getRootNode() as Root;
  const out: string[] = [];
  const add = (made: string) => {
    if (made.length <= 500 && redact(made) === made) out.push(made);
  };
  const one = (css: string) => {
    try {
      return root.querySelectorAll(css).length === 1;
    } catch {
      return false;
    }
  };
  for (const attribute of TEST_IDS) {
    const value = el.getAttribute(attribute);
    if (value && one(`[${attribute}="${CSS.escape(value)}"]`)) add(`testid=${value}`);
  }
  if (!masked(el)) {
    const peers = Array.from(root.querySelectorAll(el.tagName)).slice(0, MANY);
    const alone = (read: (at: Element) => string | undefined, value: string | undefined) =>
      value && !value.endsWith("…") && peers.every((peer) => peer === el || read(peer) !== value);
    const part = role(el);
    const called = name(el);
    if (part && alone((peer) => (role(peer) === part ? name(peer) : undefined), called)) {
      add(`role=${part}[name=${JSON.stringify(called)}]`);
    }
    for (const attribute of ["placeholder", "label", "alt", "text", "title"]) {
      const read = (at: Element) =>
        (attribute === "label"
          ? label(at) || at.getAttribute("aria-label")
          : attribute === "text"
            ? at.matches("input,select,textarea")
              ? ""
              : text(at)
            : at.getAttribute(attribute)) || undefined;
      const value = read(el);
      if (value && value.length <= 80 && alone(read, value)) add(`${attribute}=${value}`);
    }
  }
  if (el.id && !MADE.test(el.id) && one(`#${CSS.escape(el.id)}`)) add(`css=#${CSS.escape(el.id)}`);
  return [...out.slice(0, 7), `css=${path(el)}`.slice(0, 500)];
}

/** A CSS path that matches this element alone, through shadow roots with `>>`. */
export function path(el: Element): string {
  const root = el.getRootNode() as Root;
  const parts: string[] = [];
  for (let at: Element | null = el; at; at = at.parentElement) {
    if (at !== el && at.id && !MADE.test(at.id)) {
      parts.unshift(`#${CSS.escape(at.id)}`);
      break;
    }
    const tag = at.localName;
    const peers: Element[] = at.parentElement
      ? Array.from(at.parentElement.children).filter((peer) => peer.localName === tag)
      : [];
    parts.unshift(peers.length > 1 ? `${tag}:nth-of-type(${peers.indexOf(at) + 1})` : tag);
    if (root.querySelectorAll(parts.join(" > ")).length === 1) break;
  }
  const here = parts.join(" > ");
  return root instanceof ShadowRoot ? `${path(root.host)} >> ${here}` : here;
}
