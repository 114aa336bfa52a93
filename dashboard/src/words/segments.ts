// The texts of the segments and their weights.
// Apart from the others, because they are loaded only with the settings.
import { digits } from "./names";

const plural = (n: number, text: string, one: string, many: string) => `${text} ${n === 1 ? one : many}`;

/** Segments. */
export const s = {
  title: "Segments",
  lead: "Your product names the segment of a visitor when it identifies one. Give a segment a weight, and a vote of its visitors counts that much in every score. 1 is a plain vote, 0 counts nothing. The number of votes stays what it is.",
  empty: "No segments yet. They appear once your product identifies visitors with one.",
  cut: (n: number) => `Only the first ${digits.format(n)} segments are shown.`,
  segment: "Segment",
  weight: "Weight",
  visitors: (text: string, n: number) => plural(n, text, "visitor", "visitors"),
  votes: (text: string, n: number) => plural(n, text, "vote", "votes"),
  weightOf: (segment: string) => `Weight of a vote from ${segment}`,
  formOf: (segment: string) => `Weight of ${segment}`,
  weighs: (weight: string) => `weight ${weight}`,
  bounds: "Enter a number from 0 to 100.",
  save: "Save",
  saved: (segment: string, weight: string) => `A vote from ${segment} now counts ${weight}.`,
  progress: (done: number, of: number) =>
    `Votes and scores are being computed again: ${digits.format(done)} of ${digits.format(of)} requests.`,
  progressName: "Scores computed again",
};
