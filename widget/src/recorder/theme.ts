// Decides whether what stands behind an element is dark, so that our text can be read on the host's page.
// It comes with the recorder; until then the loader goes by the text of the host. Refuses to trust the system's preference: many light pages are shown on dark systems.

import { climb } from "./fields";

/** Lightness from 0 to 1 of a computed colour, or nothing where it lets the ground through. */
export function lightness(color: string): number | undefined {
  const [a = 0, b = 0, c = 0, alpha = 1] = (color.match(/\b[\d.]+/g) ?? []).map(Number);
  if (alpha < 0.5) return undefined;
  // Newer notations begin with their lightness, or with red from 0 to 1.
  return /^rgb/.test(color) ? (a + b + c) / 765 : a > 1 ? a / 100 : a;
}

/** The theme that fits what stands behind an element of ours, which the host sees as part of another. */
export function behind(own: Element, el: Element): "light" | "dark" {
  const { x, y, width, height } = own.getBoundingClientRect();
  const hit = document.elementsFromPoint(x + width / 2, y + height / 2);
  let light: number | undefined;
  const look = (layer: Element) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(layer);
    // Of gradients the first colour.
    const paint = /\w+\([^()]+\)/.exec(`${backgroundImage} ${backgroundColor}`)?.[0] ?? "url";
    // What a picture shows is not known, and what is not on the page shows nothing.
    if (/^url/.test(paint)) return true;
    light = lightness(paint);
    return light !== undefined;
  };
  // What covers ours is not behind it. What is out of sight cannot be hit: there the ancestors are asked.
  const at = hit.indexOf((own.getRootNode() as ShadowRoot).host);
  if (at < 0) climb(el, look);
  else hit.slice(at).some(look);
  // Where nothing is known the host's own text tells what can be read here.
  light ??= 1 - (lightness(getComputedStyle(el).color) as number);
  return light < 0.5 ? "dark" : "light";
}
