// What the statuses, kinds, roles and reasons of the API are called in English, and how things are counted.
// Knows nothing of pages.
import type { Kind, Order, Removed, Role, ScreenOrder, Status, StepKind, Term, Voters } from "../base/types";

/** The language of the texts. */
export const locale = "en-GB";

const rules = new Intl.PluralRules(locale);
/** Whole numbers in the language of the texts. */
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
const orderNames: Record<Order, string> = {
  hot: "Trending",
  top: "Most voted",
  weighted: "Most weight",
  value: "Best value",
  new: "Newest",
  discussed: "Most discussed",
};
const screenOrderNames: Record<ScreenOrder, string> = {
  attention: "Needs attention",
  score: "Most helpful",
  answers: "Most answers",
  route: "Screen, A to Z",
};
const roleNames: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  triager: "Triager",
  viewer: "Viewer",
};
const roleHints: Record<Role, string> = {
  owner: "Can do everything, including managing members",
  admin: "Can do everything except manage members",
  triager: "Can edit and decide on requests, and link reports",
  viewer: "Can view everything, but can’t change anything",
};
const termNames: Record<Term, string> = {
  votes: "Votes",
  reports: "Reports",
  unhelpful: "“No” answers",
  comments: "Comments",
};
const stepNames: Record<StepKind, string> = {
  navigate: "Opened a page",
  click: "Clicked",
  double_click: "Double-clicked",
  change: "Changed a field",
  submit: "Submitted a form",
  key: "Pressed a key",
  error: "Page error",
  rejection: "Unhandled rejection",
  console_error: "Console error",
  http: "Failed request",
};
const reasonNames: Record<string, string> = {
  agreed: "Agreed",
  popular: "Popular request",
  quick_win: "Quick win",
  done: "Done",
  duplicate: "Duplicate",
  out_of_scope: "Out of scope",
  not_now: "Not now",
  cannot_reproduce: "Can’t reproduce",
  works_as_intended: "Works as intended",
  needs_information: "Needs more information",
  other: "Other",
};
const answerNames: Record<string, string> = {
  unclear: "Hard to understand",
  incomplete: "Something is missing",
  wrong: "Something is wrong",
  not_working: "It doesn’t work",
  clear: "Easy to understand",
  solved: "Solved my problem",
  fast: "Quick to find",
};
const removedNames: Record<Removed["kind"], [string, string]> = {
  secret: ["password or key", "passwords or keys"],
  card: ["card number", "card numbers"],
  email: ["e-mail address", "e-mail addresses"],
  token: ["access token", "access tokens"],
  iban: ["bank account number", "bank account numbers"],
};
const readable = (code: string) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");

/** Display names. */
export const names = {
  brand: "Yousaid",
  title: (page: string) => `${page} · Yousaid`,
  status: (status: Status) => statusNames[status],
  kind: (kind: Kind) => kindNames[kind],
  order: (order: Order) => orderNames[order],
  screenOrder: (order: ScreenOrder) => screenOrderNames[order],
  role: (role: Role) => roleNames[role],
  /** "a triager", "an owner": a role inside a sentence. */
  asRole: (role: Role) => `${/^[AO]/.test(roleNames[role]) ? "an" : "a"} ${roleNames[role].toLowerCase()}`,
  roleHint: (role: Role) => roleHints[role],
  term: (term: Term) => termNames[term],
  step: (kind: StepKind) => stepNames[kind],
  reason: (code: string) => reasonNames[code] ?? readable(code),
  answer: (code: string) => answerNames[code] ?? readable(code),
  votes: (n: number) => count(n, "vote"),
  /** What the votes count, where segments make that another number than the votes. */
  countAs: (weight: string) => `count as ${weight} by segment`,
  /** "12 votes: 7 verified, 4 anonymous, 1 added by team, plus 20 imported". */
  votesByKind: (n: number, { verified, anonymous, on_behalf, imported }: Voters) => {
    const kinds: [number, string][] = [
      [verified, "verified"],
      [anonymous, "anonymous"],
      [on_behalf, "added by team"],
    ];
    const named = kinds.filter(([many]) => many > 0).map(([many, kind]) => `${digits.format(many)} ${kind}`);
    const own = [count(n, "vote"), named.join(", ")].filter(Boolean).join(": ");
    return imported > 0 ? `${own}, plus ${digits.format(imported)} imported` : own;
  },
  reportCount: (n: number) => count(n, "report"),
  requestCount: (n: number) => count(n, "request"),
  removed: (removed: Removed[]) =>
    removed.map(({ kind, count: n }) => count(n, removedNames[kind][0], removedNames[kind][1])).join(", "),
  someone: (kind: "anonymous" | "identified") =>
    kind === "anonymous" ? "Anonymous visitor" : "Unnamed visitor",
  nobody: "Anonymised visitor",
  number: (n: number) => `#${n}`,
};
