// Coordinates of the marks in the small charts, computed from numbers.
// Does not draw and knows no colours, so that it can be tested without a browser.
import type { ScreenWeek, TrendDay } from "./types";

/** A bar in the units of its chart's view box. */
export type Bar = { x: number; y: number; width: number; height: number };

/** The last `count` days up to `today` ("2026-11-21"), oldest first. */
export function days(today: string, count: number): string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(end - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** One value per day, with 0 where the server left a day out. */
export function spread(found: { day: string; votes: number }[], wanted: string[]): number[] {
  const known = new Map(found.map((count) => [count.day, count.votes]));
  return wanted.map((day) => known.get(day) ?? 0);
}

/** Bars of equal width with a gap of a quarter, the tallest as high as the chart. */
export function bars(values: number[], width: number, height: number): Bar[] {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return values.map((value, index) => {
    const tall = Math.max(0, (value / top) * height);
    return { x: index * step, y: height - tall, width: step * 0.75, height: tall };
  });
}

/** Yes above the line and no below it, both on one scale; `line` is where they meet. */
export function mirrored(
  trend: TrendDay[],
  wanted: string[],
  width: number,
  height: number,
): { up: Bar[]; down: Bar[]; line: number } {
  const known = new Map(trend.map((count) => [count.day, count]));
  const up = wanted.map((day) => known.get(day)?.helpful ?? 0);
  const down = wanted.map((day) => known.get(day)?.unhelpful ?? 0);
  const above = Math.max(1, ...up);
  const below = Math.max(...down, 0);
  const unit = height / (above + below);
  const line = above * unit;
  const step = width / Math.max(1, wanted.length);
  const place = (value: number, index: number, under: boolean): Bar => ({
    x: index * step,
    y: under ? line : line - value * unit,
    width: step * 0.75,
    height: value * unit,
  });
  return {
    up: up.map((value, index) => place(value, index, false)),
    down: down.map((value, index) => place(value, index, true)),
    line,
  };
}

/** Where the shares of weeks lie between 0 (below) and 1: the interval as a bar, and the share as a line across it. */
export function shares(weeks: ScreenWeek[], width: number, height: number): { range: Bar; share: Bar }[] {
  const step = width / Math.max(1, weeks.length);
  return weeks.flatMap(({ score }, index) => {
    if (!score) return [];
    const x = index * step;
    return [
      {
        range: {
          x: x + step * 0.25,
          y: (1 - score.high) * height,
          width: step * 0.5,
          height: (score.high - score.low) * height,
        },
        share: { x: x + step * 0.125, y: (1 - score.share) * height - 1, width: step * 0.75, height: 2 },
      },
    ];
  });
}
