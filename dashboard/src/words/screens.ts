// The texts about screens by the week.
// Contains no markup.
import { count, digits } from "./names";

const whole = (n: number) => digits.format(n);

/** Screens by the week. */
export const s = {
  /** Counted up to a thousand. */
  requests: (n: number) => (n >= 1_000 ? `${whole(1_000)}+` : whole(n)),
  weekByWeek: "Week by week",
  byWeek: "By week",
  chartAlt: (weeks: number, answers: number) =>
    `Helpful share of ${count(weeks, "week")} with answers, ${count(answers, "answer")} in total`,
  chartHint:
    "Bar: the range in which the true share most likely lies (95%). Line: share of “Yes”. Below: number of answers.",
  countAlt: (peak: number) => `At most ${count(peak, "answer")} in one week`,
  weekAlt: (day: string, low: string, high: string, n: number) =>
    `from ${day}: ${low}–${high}% helpful, ${count(n, "answer")}`,
  full: "100%",
  half: "50%",
  zero: "0%",
  from: (day: string) => `from ${day}`,
  until: "until today",
  table: "Show as a table",
  week: "Week from (UTC)",
  yes: "Yes",
  no: "No",
  answers: "Answers",
  helpful: "Helpful (95% range)",
  range: (low: string, high: string) => `${low}–${high}%`,
  none: "–",
  period: "Period of the reasons",
  periodOf: (days: number) => (days ? `Last ${count(days, "day")}` : "All answers"),
  noReasons: "No reasons given in this period.",
  reasonsTruncated: "Only the latest 10,000 answers are counted.",
  rename: "Rename",
  renameTitle: "Rename this screen",
  name: "Name",
  nameHint: "Leave it empty to use the next title that the page sends.",
  renamed: "Screen renamed.",
  merge: "Merge",
  mergeTitle: "Merge this screen into another one",
  mergeText: (route: string) =>
    `Everything on ${route} moves to the other screen, and so does what comes from that route later. This can’t be undone.`,
  mergeInto: "Merge into",
  choose: "Choose a screen",
  moves: "This moves:",
  moved: (of: { answers: number; views: number; requests: number; votes: number; reports: number }) => [
    count(of.answers, "answer"),
    `${count(of.requests, "request")} with ${count(of.votes, "vote")}`,
    count(of.reports, "report"),
    ...(of.views > 0 ? [count(of.views, "view")] : []),
  ],
  replaced: (n: number) =>
    `${count(n, "visitor")} answered on both screens: the later answer stays, the earlier one is deleted.`,
  tooLarge:
    "This screen has too much to be moved at once (more than 20,000 answers, reports, requests and merged routes, or 200,000 votes). Merge the other screen into this one instead.",
  merged: "Screens merged.",
  mergedRoutes: "Also counts here",
  patterns: "Route patterns",
  patternsLead:
    "Routes that are one screen. Where a route matches several patterns, the most specific one counts: /help/api/* before /help/:page, and /help/:page before /help/*. They are listed in this order.",
  noPatterns: "No patterns yet. Every route is a screen of its own.",
  newPattern: "New pattern",
  pattern: "Pattern",
  patternHint:
    "/help/* is every route below /help. A part with a colon, as in /orders/:id/edit, is any one part.",
  look: "Show what would merge",
  wouldMerge: (screens: number, more: boolean, answers: number, pattern: string) =>
    screens > 0
      ? `${more ? "At least " : ""}${count(screens, "screen")} with ${count(answers, "answer")} would be merged into ${pattern}. This can’t be undone.`
      : `No screens match ${pattern} yet. Routes that come later will be counted there.`,
  inBackground: "Merging many screens takes a while. New answers count for the pattern right away.",
  furtherScreens: (n: number) => `and ${count(n, "more screen", "more screens")}`,
  staysMark: "too large, stays",
  progress: (merged: number, of: number) => `${whole(merged)} of ${count(of, "screen")} merged`,
  progressName: (pattern: string) => `Screens merged into ${pattern}`,
  leftCount: (n: number) => `${count(n, "screen")} could not be merged`,
  leftReasons: {
    too_large:
      "too large to be moved (more than 20,000 answers, reports, requests and merged routes, or 200,000 votes)",
  },
  leftHint: (pattern: string) =>
    `To have one screen after all, open ${pattern} and merge it into the large one: new answers then count there.`,
  keepAndMerge: "Save and merge",
  keep: "Save",
  kept: "Pattern saved.",
  drop: "Delete",
  dropPattern: (pattern: string) => `Delete ${pattern}`,
  dropText:
    "What was merged stays merged, and no more screens are merged. New routes will be screens of their own again.",
  dropped: "Pattern deleted.",
  picture: "Screens by week",
  pictureTable: "Answers of each screen in each week",
  pictureLead:
    "The last 12 weeks of the 30 screens that come first. Weeks are counted in UTC; the last one ends today.",
  back: "All screens",
  order: "Which screens",
  orders: { attention: "Needs attention", answers: "Most answers" },
  show: "Show",
  shows: { no: "“No” answers", answers: "All answers" },
  screen: "Screen",
  cellNo: (no: number, n: number) => `${whole(no)}/${whole(n)}`,
  cellNoSaid: (no: number, n: number, low: string, high: string) =>
    `${whole(no)} of ${count(n, "answer")} “No”, between ${low}% and ${high}%`,
  cellSaid: (n: number) => count(n, "answer"),
  noAnswers: "no answers",
  legend: "Colours",
  legendNo:
    "“No” answers of all answers. The stronger the colour, the higher the share of “No” is at least (lower end of the 95% range):",
  legendAnswers: "Number of answers:",
  under: (share: string) => `under ${share}%`,
  between: (low: string, high: string) => `${low}–${high}%`,
  over: (share: string) => `${share}% or more`,
  numbers: (first: number, last: number) =>
    first === last ? whole(first) : `${whole(first)}–${whole(last)}`,
  empty: "No answers in the last 12 weeks",
  emptyHint: "Screens appear here once visitors answer “Was this helpful?”.",
};
