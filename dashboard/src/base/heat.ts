// The bar of a score: how much of its width is filled, and by what.
// Apart from the other charts, because the list needs it at once.

/** A segment of a stacked bar, as shares of the whole. */
export type Part = { start: number; share: number };

/** The parts of a stacked bar; negative values count as nothing. */
export function stack(values: number[]): Part[] {
  const sizes = values.map((value) => Math.max(0, value));
  const total = sizes.reduce((sum, value) => sum + value, 0);
  let start = 0;
  return sizes.map((value) => {
    const share = total > 0 ? value / total : 0;
    const part = { start, share };
    start += share;
    return part;
  });
}

/** The score that fills the bar of a row. */
export const fullHeat = 1_000;

/**
 * The share of a row's bar that a score fills, from 0 to 1. The scale is logarithmic and fixed, so that a bar means the same
 * whichever rows are loaded: 1 fills a tenth, 10 a third, 100 two thirds.
 */
export function heatShare(heat: number): number {
  return Math.min(1, Math.log1p(Math.max(0, heat)) / Math.log1p(fullHeat));
}
