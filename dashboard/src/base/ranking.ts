// A ranking in the address, so that a trial can be sent to a colleague; and the positions of its sliders.
// Out of bounds or unreadable counts as not given, and is never an error.
import type { Query } from "./filters";
import type { Ranking, Term } from "./types";

/** The kinds of signal in the order in which they are shown and written. */
export const signals: Term[] = ["votes", "reports", "unhelpful", "comments"];

/** The ranking of a new project. */
export const defaults: Ranking = {
  weights: { votes: 1, reports: 3, unhelpful: 0.2, comments: 0.2 },
  half_life_days: 14,
};

/** What can be moved: the weight of a kind of signal, or the half-life. */
export type Lever = Term | "half_life_days";
/** All of them, as they are shown. */
export const levers: Lever[] = [...signals, "half_life_days"];

/** The bounds of the server. */
export const bounds = (lever: Lever): { least: number; most: number } =>
  lever === "half_life_days" ? { least: 7, most: 365 } : { least: 0, most: 1_000 };

/** The values that a slider steps through. Ratios matter, so they lie closer together where they are small. */
const weightSteps = [
  0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1_000,
];
const daySteps = [7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365];
/** The steps of a slider. */
export const steps = (lever: Lever): number[] => (lever === "half_life_days" ? daySteps : weightSteps);

/** The position of a slider that shows a value: the nearest step. */
export function position(lever: Lever, value: number): number {
  const all = steps(lever);
  const distance = (step: number) => Math.abs(step - value);
  return all.reduce((best, step, at) => (distance(step) < distance(all[best] ?? 0) ? at : best), 0);
}

/** The value of a lever. */
export const leverValue = (ranking: Ranking, lever: Lever): number =>
  lever === "half_life_days" ? ranking.half_life_days : ranking.weights[lever];

/** The ranking with another value of a lever. */
export function moved(ranking: Ranking, lever: Lever, value: number): Ranking {
  return lever === "half_life_days"
    ? { ...ranking, half_life_days: value }
    : { ...ranking, weights: { ...ranking.weights, [lever]: value } };
}

/** Whether two rankings say the same. */
export const same = (one: Ranking, other: Ranking): boolean =>
  levers.every((lever) => leverValue(one, lever) === leverValue(other, lever));

/** A typed value, or null where it is no number within the bounds; a comma may stand for the point. */
export function readValue(lever: Lever, text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  const { least, most } = bounds(lever);
  return value >= least && value <= most ? value : null;
}

/** Reads a ranking from `try=1,3,0.2,0.2,14`; null where there is none. */
export function readRanking(query: Query): Ranking | null {
  const parts = (query.try ?? "").split(",");
  const values = levers.map((lever, at) => readValue(lever, parts[at] ?? ""));
  const [votes, reports, unhelpful, comments, half_life_days] = values;
  if (parts.length !== levers.length || values.includes(null)) return null;
  const weights = { votes, reports, unhelpful, comments } as Ranking["weights"];
  return { weights, half_life_days: half_life_days as number };
}

/** Writes a ranking as `readRanking` reads it. */
export const writeRanking = (ranking: Ranking): string =>
  levers.map((lever) => leverValue(ranking, lever)).join(",");
