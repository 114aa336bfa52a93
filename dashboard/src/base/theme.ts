// Light, dark or as the system has it: one attribute on the root, which the tokens use.
// Knows no colours.
import { signal } from "@preact/signals";
import { recall, remember } from "./memory";

/** The choices, in the order the switch shows them. */
export const themes = ["system", "light", "dark"] as const;
/** One of the choices. */
export type Theme = (typeof themes)[number];

const known = (value: string | null): Theme => themes.find((theme) => theme === value) ?? "system";

/** The theme in force. */
export const theme = signal<Theme>(known(recall("theme")));

/** Applies the stored theme to the page; called before the first paint. */
export function applyTheme(): void {
  const root = document.documentElement;
  if (theme.value === "system") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
}

/** Chooses a theme and keeps it. */
export function chooseTheme(next: Theme): void {
  theme.value = next;
  remember("theme", next);
  applyTheme();
}
