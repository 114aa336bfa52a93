// Puts a project's own accent in place of ours, with every shade that depends on it.
// Refuses what is no colour.

/** Sets the accent on an element that holds our contents. */
export function tint(el: HTMLElement, accent: string | null | undefined) {
  if (!accent || !CSS.supports("color", accent)) return;
  const shade = (light: string, dark: string) =>
    `light-dark(oklch(from ${accent} ${light} h), oklch(from ${accent} ${dark} h))`;
  // Lightness is held where text stays readable whatever the project chose.
  el.style.setProperty("--accent", shade("min(l, 0.52) c", "max(l, 0.74) c"));
  el.style.setProperty("--accent-strong", shade("min(l, 0.42) c", "max(l, 0.82) c"));
  el.style.setProperty("--accent-soft", shade("0.955 min(c, 0.025)", "0.3 min(c, 0.05)"));
  el.style.setProperty("--focus", shade("min(l, 0.52) c", "max(l, 0.8) c"));
}
