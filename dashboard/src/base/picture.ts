// How strongly a cell of the picture of screens is coloured: five levels, which differ in lightness.
// Knows no colours. A level comes from what is certain: few answers colour little.
import type { ScreenWeek } from "./types";

/** What the cells show: the share of "No", or how many answered. */
export type Shown = "no" | "answers";

/** The lowest shares of the levels 1 to 4. */
export const floors = [0.05, 0.15, 0.3, 0.5] as const;

/** The level of a week by the share of "No" that 95 of 100 such weeks have at least. */
export function levelOfNo({ score }: ScreenWeek): number {
  const least = score ? 1 - score.high : 0;
  return floors.filter((floor) => least >= floor).length;
}

/** The level of a number of answers, in four equal steps up to the most. */
export function levelOf(n: number, most: number): number {
  return n <= 0 ? 0 : Math.min(4, Math.ceil((4 * n) / Math.max(1, most)));
}

/** The numbers of a level of answers, as first and last; null where no number has it. */
export function numbersOf(level: number, most: number): [number, number] | null {
  const top = (at: number) => Math.floor((at * most) / 4);
  const first = top(level - 1) + 1;
  return first <= top(level) ? [first, top(level)] : null;
}
