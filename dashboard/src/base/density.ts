// How close the rows of lists stand: one choice for all lists, which the switch of the triage and the account page share.
// Knows no heights: an attribute on the root lets the tokens say them.
import { signal } from "@preact/signals";
import { recall, remember } from "./memory";

/** The choices, in the order the switch shows them. */
export const densities = ["comfortable", "dense"] as const;
/** One of the choices. */
export type Density = (typeof densities)[number];

const chosen = signal(densities.find((density) => density === recall("rows")));

/** Below this width rows are roomy unless somebody chose otherwise: a title needs its own line there. */
const narrow = matchMedia("(width < 600px)");

/** The density in force. */
export const density = (): Density => chosen.value ?? (narrow.matches ? "comfortable" : "dense");

/** Applies a density that was chosen to the page; called before the first paint. */
export function applyDensity(): void {
  if (chosen.value) document.documentElement.dataset.rows = chosen.value;
}

/** Chooses a density and keeps it. */
export function chooseDensity(next: Density): void {
  chosen.value = next;
  remember("rows", next);
  applyDensity();
}
