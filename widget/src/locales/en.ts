// The panel's first words in English, the language that all others are measured by.
// Refuses markup: every entry is plain text with names in braces.
import type { words as tabs } from "./tabs-en";

/** The English words. */
export const words = {
  dialog: "Feedback",
  close: "Close",
  tabs: "Sections",
  tabRequests: "This screen",
  tabReport: "Report",
  tabSuggest: "Suggest",
  tabYours: "Yours",

  whyYes: "What helped?",
  whyNo: "What was missing?",
  comment: "Anything to add?",
  commentSend: "Send comment",
  answered: "Thank you. Your answer counts.",
  commented: "Thank you. The team will read it.",
  reportInstead: "Report what went wrong",
  seeRequests: "See what others ask for here",

  asked: "Asked for here",
  askedAll: "Asked for everywhere",
  here: "Here",
  everywhere: "Everywhere",
  scope: "Which requests",
  search: "Search requests",
  searchHint: "What do you miss?",
  nothing: "Nothing asked for here yet. Be the first to suggest something.",
  nothingAll: "Nothing asked for yet. Be the first to suggest something.",
  nothingFound: "Nothing found for “{q}”.",
  suggestThis: "Suggest something",
  searchAll: "Search everywhere",
  more: "Show more",
  loading: "Loading",
  found: { one: "{n} request", other: "{n} requests" },
  foundFirst: { one: "The first request of more", other: "The first {n} requests of more" },
  vote: { one: "Vote for “{title}”, {n} vote so far", other: "Vote for “{title}”, {n} votes so far" },
  voted: {
    one: "Take back your vote for “{title}”, {n} vote",
    other: "Take back your vote for “{title}”, {n} votes",
  },
  votedNow: "Your vote for “{title}” is counted.",
  unvotedNow: "Your vote for “{title}” is taken back.",
  voteFailed: "Your vote did not get through.",
  closed: "{n} votes. Voting is closed.",
  decided: "The team’s answer",
  onScreen: "On {route}",
  mine: "Your suggestion",
  kind_feature: "Idea",
  kind_problem: "Problem",
  status_new: "New",
  status_under_review: "Under review",
  status_planned: "Planned",
  status_in_progress: "In progress",
  status_shipped: "Shipped",
  status_declined: "Declined",
  status_merged: "Merged",

  failed: "This could not be loaded.",
  again: "Try again",
  offline:
    "The server cannot be reached. This is kept in your browser and sent as soon as the connection is back.",
  offlinePage:
    "The server cannot be reached. This is kept until you close this page and sent as soon as the connection is back.",
  outboxFull: "Too much is waiting to be sent already. Please keep a copy and try again later.",
  busy: {
    one: "The server is busy. Please try again in {n} second.",
    other: "The server is busy. Please try again in {n} seconds.",
  },
  tooMany: {
    one: "That was a lot at once. Please try again in {n} second.",
    other: "That was a lot at once. Please try again in {n} seconds.",
  },
  keptBusy: {
    one: "The server cannot take this right now. It is kept and tried again in {n} second.",
    other: "The server cannot take this right now. It is kept and tried again in {n} seconds.",
  },
  unreachable: "The server cannot be reached. Please try again later.",
  refusedNow: "The server did not accept this: {why}",
};

type Every<All> = {
  [Name in keyof All]: All[Name] extends string
    ? string
    : Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
};

/** What every language must say as soon as the panel is there. */
export type FirstWords = Every<typeof words>;

/** What every language must say in the tabs that come later. */
export type TabWords = Every<typeof tabs>;

/** What every language must say. */
export type Words = FirstWords & TabWords;
