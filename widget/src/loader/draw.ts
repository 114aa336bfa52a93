// Creates elements without a framework and without markup in strings.
// Does not use innerHTML or style attributes: hosts with Trusted Types forbid them.
import { css } from "./loader.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** An element with a class and children. */
export function make(tag: string, named = "", ...inside: (Node | string)[]): HTMLElement {
  const el = document.createElement(tag);
  el.className = named;
  el.append(...inside);
  return el;
}

/** The open shadow root of an element, with the loader's style sheet, holding one child. */
export function shade(el: Element, inside: Node): ShadowRoot {
  const root = el.shadowRoot ?? el.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(inside);
  return root;
}

/** A button that is not a form's. */
export function button(named: string, clicked: () => void, ...inside: (Node | string)[]): HTMLButtonElement {
  const el = make("button", named, ...inside) as HTMLButtonElement;
  el.type = "button";
  el.onclick = clicked;
  return el;
}
