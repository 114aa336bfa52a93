// The words for what the API names: statuses, kinds, roles, reasons; and how things are counted in English.
// It refuses to know a page.
import type { Kind, Order, Removed, Role, ScreenOrder, Status, StepKind, Term } from "../base/types";

/** The language of the words below. */
export const locale = "en-GB";

const rules = new Intl.PluralRules(locale);
/** Whole numbers in the language of the words. */
export const digits = new Intl.NumberFormat(locale);

/** "1 vote", "2 votes". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${digits.format(n)} ${rules.select(n) === "one" ? one : many}`;
}

const statusNames: Record<Status, string> = {
  new: "New",
  under_review: "Under review",
  planned: "Planned",
  in_progress: "In progress",
  shipped: "Shipped",
  declined: "Declined",
  merged: "Merged",
};
const kindNames: Record<Kind, string> = { feature: "Feature", problem: "Problem" };
const orderNames: Record<Order, string> = { hot: "Hot", top: "Top", new: "New" };
const screenOrderNames: Record<ScreenOrder, string> = {
  attention: "Needs attention",
  score: "Helpful score",
  answers: "Answers",
  route: "Route",
};
const roleNames: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  triager: "Triager",
  viewer: "Viewer",
};
const roleHints: Record<Role, string> = {
  owner: "Everything, and who the members are",
  admin: "Settings, and everything a triager does",
  triager: "Decides and edits requests, links reports",
  viewer: "Reads, changes nothing",
};
const termNames: Record<Term, string> = {
  votes: "Votes",
  reports: "Reports",
  unhelpful: "“Not helpful” answers",
  comments: "Comments",
};
const stepNames: Record<StepKind, string> = {
  navigate: "Went to",
  click: "Clicked",
  double_click: "Double-clicked",
  change: "Changed",
  submit: "Submitted",
  key: "Pressed a key",
  error: "Error",
  rejection: "Unhandled rejection",
  console_error: "Console error",
  http: "Failed request",
};
const reasonNames: Record<string, string> = {
  agreed: "We agree",
  popular: "Many people ask for it",
  quick_win: "Quick to do",
  done: "It is done",
  duplicate: "Asked for elsewhere",
  out_of_scope: "Not what this product is for",
  not_now: "Not now",
  cannot_reproduce: "We cannot reproduce it",
  works_as_intended: "It works as intended",
  needs_information: "We need to know more",
  other: "Another reason",
};
const answerNames: Record<string, string> = {
  unclear: "Hard to understand",
  incomplete: "Something is missing",
  wrong: "Something is wrong",
  not_working: "It does not work",
  clear: "Easy to understand",
  solved: "Solved my problem",
  fast: "Quick to find",
};
const removedNames: Record<Removed["kind"], [string, string]> = {
  secret: ["secret", "secrets"],
  card: ["card number", "card numbers"],
  email: ["e-mail address", "e-mail addresses"],
  token: ["token", "tokens"],
  iban: ["bank account", "bank accounts"],
};
const sentenceOf = (code: string) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");

/** What the API's own words are called. */
export const names = {
  brand: "Yousaid",
  title: (page: string) => `${page} · Yousaid`,
  status: (status: Status) => statusNames[status],
  kind: (kind: Kind) => kindNames[kind],
  order: (order: Order) => orderNames[order],
  screenOrder: (order: ScreenOrder) => screenOrderNames[order],
  role: (role: Role) => roleNames[role],
  roleHint: (role: Role) => roleHints[role],
  term: (term: Term) => termNames[term],
  step: (kind: StepKind) => stepNames[kind],
  reason: (code: string) => reasonNames[code] ?? sentenceOf(code),
  answer: (code: string) => answerNames[code] ?? sentenceOf(code),
  votes: (n: number) => count(n, "vote"),
  reportCount: (n: number) => count(n, "report"),
  requestCount: (n: number) => count(n, "request"),
  removed: (removed: Removed[]) =>
    removed.map(({ kind, count: n }) => count(n, removedNames[kind][0], removedNames[kind][1])).join(", "),
  someone: (kind: "anonymous" | "identified") =>
    kind === "anonymous" ? "Anonymous visitor" : "Visitor without a name",
  nobody: "A visitor who was anonymised",
  number: (n: number) => `#${n}`,
};
