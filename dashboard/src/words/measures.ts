// The texts of the measures page.
// Contains no markup.
import { count } from "./names";

/** The measures. */
export const m = {
  title: "Measures",
  back: "All screens",
  lead: "How long visitors wait, how much of what they send gets a response, and how much is found before it is sent again.",
  period: "Period",
  days: (n: number) => `Last ${count(n, "day")}`,
  response: "First response",
  responseHint: "Until the first official comment, decision or reply to a report.",
  decision: "Decision",
  decisionHint: "Until the first decision on a request.",
  answered: "Answered",
  answeredHint: "Of everything sent more than 7 days ago.",
  confirmed: "Fix confirmed",
  confirmedHint: "“Yes” among all answers to “Is it solved?” about what was shipped in the period.",
  deflection: "Voted instead of sending it again",
  deflectionHint:
    "Votes for one of the similar requests that were shown while writing, among these votes and what was posted all the same.",
  opened: (voted: number, posted: number) =>
    `Opened a similar one first: ${voted} who voted, ${posted} who posted`,
  median: (time: string) => `${time} median`,
  most: (time: string) => `9 of 10 within ${time}`,
  fewHint: "Of fewer than 5 cases no median is shown.",
  based: (n: number, waiting: number) => `${count(n, "case")}, ${waiting} waiting`,
  none: "None yet",
  few: "Too few for a median",
  share: (low: string, high: string) => `${low}–${high}%`,
  of: (yes: number, n: number) => `${yes} of ${n}`,
  byWeek: "By week",
  chartAlt: (sent: number, peak: number) => `${sent} sent in total, at most ${peak} in one week`,
  weekOf: (day: string) => `from ${day}`,
  table: "Show as a table",
  week: "Week from (UTC)",
  sent: "Sent",
  byScreen: "By screen",
  screen: "Screen",
  noScreens: "Nothing has been sent from a screen in this period.",
  truncated:
    "Only the latest 2,000 requests and reports are counted: choose a shorter period for all of them.",
  empty: "No measures yet",
  emptyHint:
    "Numbers appear once visitors suggest something or report a problem. Shares need items that are at least 7 days old.",
};
