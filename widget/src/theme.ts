// Decides whether what stands behind an element is dark, so that our text can be read on the host's page.
// Refuses to trust the system's preference alone: many light pages are shown on dark systems.

/** Lightness from 0 to 1 of a computed colour, or nothing where it lets the ground through. */
export function lightness(color: string): number | undefined {
  const [a = 0, b = 0, c = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  if (alpha < 0.5) return undefined;
  // Newer notations begin with their lightness, or with red from 0 to 1.
  return /^rgb/.test(color) ? (a + b + c) / 765 : a > 1 ? a / 100 : a;
}

/** The theme that fits what stands behind an element. */
export function behind(el: Element | null): "light" | "dark" {
  let light: number | undefined;
  for (let at = el; at && light === undefined; at = at.parentElement) {
    light = lightness(getComputedStyle(at).backgroundColor);
  }
  // Nothing painted: the canvas, which only is dark where the page says that it can be.
  const canvas = getComputedStyle(document.documentElement).colorScheme;
  light ??= /dark/.test(canvas) && matchMedia("(prefers-color-scheme:dark)").matches ? 0 : 1;
  return light < 0.5 ? "dark" : "light";
}
