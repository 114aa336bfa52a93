// The texts of the ranking page.
// Contains no markup.
import type { Lever } from "../base/ranking";
import { count, digits } from "./names";

/** The ranking. */
export const r = {
  title: "Ranking",
  back: "Triage",
  lead: "Move a slider and the list shows what would change. Nothing changes for anybody until it is saved.",
  levers: {
    votes: "A vote",
    reports: "A linked report",
    unhelpful: "A “No” on its screens",
    comments: "A comment",
    half_life_days: "Scores halve every",
  } satisfies Record<Lever, string>,
  hints: {
    votes: "Times the weight of the voter’s segment.",
    reports: "A visitor took the time to say what broke.",
    unhelpful: "An answer to “Was this helpful?”.",
    comments: "From visitors; official comments don’t count.",
    half_life_days: "Days after which a signal counts half. Short: what is new. Long: what lasts.",
  } satisfies Record<Lever, string>,
  valueOf: (name: string) => `${name}, exact value`,
  points: (n: number) => count(n, "point"),
  days: (n: number) => count(n, "day"),
  savedIs: (value: string) => `Saved: ${value}`,
  outOfBounds: (least: number, most: number) => `Enter a number from ${least} to ${digits.format(most)}.`,
  save: "Save for everybody",
  reset: "Back to what is saved",
  defaults: "Use the defaults",
  saved: "Ranking saved.",
  onlyAdmins: "Owners and admins can save a ranking. Send this page’s address to one.",
  unchanged: "This is the saved ranking.",
  progress: (done: number, of: number) =>
    `Scores are being computed again: ${digits.format(done)} of ${digits.format(of)} requests. Those that follow still count as before.`,
  progressName: "Scores computed again",
  list: "How requests would rank",
  listSaved: "How requests rank",
  estimated:
    "Some requests have too many votes to read for a preview. Their scores are shown as high as they can be; saving computes them exactly.",
  moved: (n: number) =>
    n === 0 ? "No request changes its rank." : `${count(n, "request")} would change rank.`,
  first: (n: number) => `The first ${digits.format(n)} requests`,
  up: (n: number) => `Up ${digits.format(n)}`,
  down: (n: number) => `Down ${digits.format(n)}`,
  stays: "Same rank",
  enters: "New among the first 200",
  enterShort: "new",
  none: "Nothing to rank here",
  noneHint: "Requests appear here once visitors suggest something.",
  changedBy: "A colleague saved another ranking meanwhile.",
  rank: "Rank",
  move: "Change",
  request: "Request",
  why: "What its score is made of",
  score: "Score",
};
