// Decides whether the background behind an element is dark, so that our text is readable on the host's page.
// Loaded with the recorder; until then the loader uses the host's text colour. Does not use the system's preference: many
// light pages are shown on dark systems.

import { climb } from "./fields";

/** Lightness from 0 to 1 of a computed colour, or nothing where it is mostly transparent. */
export function lightness(color: string): number | undefined {
  const [a = 0, b = 0, c = 0, alpha = 1] = (color.match(/\b[\d.]+/g) ?? []).map(Number);
  if (alpha < 0.5) return undefined;
  // Newer notations begin with their lightness, or with red from 0 to 1.
  return /^rgb/.test(color) ? (a + b + c) / 765 : a > 1 ? a / 100 : a;
}

/** The theme that fits what is behind our element `own`, which the host sees as part of `el`. */
export function behind(own: Element, el: Element): "light" | "dark" {
  const { x, y, width, height } = own.getBoundingClientRect();
  const hit = document.elementsFromPoint(x + width / 2, y + height / 2);
  let light: number | undefined;
  const look = (layer: Element) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(layer);
    // For a gradient, the first colour.
    const paint = /\w+\([^()]+\)/.exec(`${backgroundImage} ${backgroundColor}`)?.[0] ?? "url";
    // The colours of a picture are unknown, and an element outside the page has none.
    if (/^url/.test(paint)) return true;
    light = lightness(paint);
    return light !== undefined;
  };
  // Elements in front of ours are skipped. An element outside the viewport cannot be hit: then its ancestors are used.
  const at = hit.indexOf((own.getRootNode() as ShadowRoot).host);
  if (at < 0) climb(el, look);
  else hit.slice(at).some(look);
  // If nothing is known, the host's text colour indicates what is readable.
  light ??= 1 - (lightness(getComputedStyle(el).color) as number);
  return light < 0.5 ? "dark" : "light";
}
