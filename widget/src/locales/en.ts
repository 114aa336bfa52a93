// The panel's first texts in English; every other language has the same entries.
// No markup: every entry is plain text with names in braces.
import type { words as tabs } from "./tabs-en";

/** The English words. */
export const words = {
  dialog: "Feedback",
  close: "Close",
  tabs: "Sections",
  tabRequests: "Requests",
  tabReport: "Report",
  tabSuggest: "Suggest",
  tabNews: "What’s new",
  tabYours: "Yours",

  whyYes: "What helped?",
  whyNo: "What was the problem?",
  comment: "Anything to add?",
  commentSend: "Send comment",
  answered: "Thank you for your answer.",
  commented: "Thank you. The team will read it.",
  reportInstead: "Report what went wrong",
  seeRequests: "See what others have requested",

  asked: "Requested here",
  askedAll: "All requests",
  here: "Here",
  everywhere: "Everywhere",
  scope: "Show requests from",
  search: "Search requests",
  searchHint: "What’s missing?",
  nothing: "No requests here yet. Be the first to suggest something.",
  nothingAll: "No requests yet. Be the first to suggest something.",
  nothingFound: "No results for “{q}”.",
  suggestThis: "Suggest something",
  searchAll: "Search everywhere",
  more: "Show more",
  loading: "Loading",
  found: { one: "{n} request", other: "{n} requests" },
  foundFirst: { one: "Showing the first request", other: "Showing the first {n} requests" },
  vote: { one: "Vote for “{title}”, {n} vote so far", other: "Vote for “{title}”, {n} votes so far" },
  voted: {
    one: "Remove your vote for “{title}”, {n} vote",
    other: "Remove your vote for “{title}”, {n} votes",
  },
  votedNow: "You voted for “{title}”.",
  unvotedNow: "Your vote for “{title}” was removed.",
  voteFailed: "Your vote didn’t go through.",
  closed: { one: "{n} vote. Voting is closed.", other: "{n} votes. Voting is closed." },
  decided: "Our decision",
  onScreen: "On {route}",
  mine: "Your suggestion",
  comments: { one: "{n} comment", other: "{n} comments" },
  kind_feature: "Idea",
  kind_problem: "Problem",
  status_new: "New",
  status_under_review: "Under review",
  status_planned: "Planned",
  status_in_progress: "In progress",
  status_shipped: "Shipped",
  status_declined: "Declined",
  status_merged: "Merged",

  failed: "This didn’t load.",
  again: "Try again",
  offline:
    "Can’t reach the server. We’ve saved this in your browser and will send it once the connection is back.",
  offlinePage:
    "Can’t reach the server. Keep this page open, and we’ll send this once the connection is back.",
  outboxFull: "Too many messages are already waiting to be sent. Please copy your text and try again later.",
  busy: {
    one: "The server is busy. Please try again in {n} second.",
    other: "The server is busy. Please try again in {n} seconds.",
  },
  tooMany: {
    one: "Too many attempts. Please try again in {n} second.",
    other: "Too many attempts. Please try again in {n} seconds.",
  },
  keptBusy: {
    one: "The server is busy. We’ve saved this and will try again in {n} second.",
    other: "The server is busy. We’ve saved this and will try again in {n} seconds.",
  },
  unreachable: "Can’t reach the server. Please try again later.",
  refusedNow: "This wasn’t accepted: {why}",
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
