// The texts of comments: on a request, on their own page, in the settings; and of replies to reports.
// Contains no markup.
import { count, digits } from "./names";

/** Comments. */
export const c = {
  title: "Comments",
  visitor: "A visitor",
  team: "Team",
  pending: "Waits for approval",
  hidden: "Hidden from visitors",
  edited: "edited",
  deleted: "This comment was deleted.",
  markdown: "Markdown works.",

  list: "Comments on this request",
  none: "No comments yet.",
  more: "Older comments",
  write: "Comment as the team",
  send: "Publish comment",
  sent: "Comment published.",
  everybody: "Public: every visitor who sees this request can read it. Your own name isn’t shown.",
  onlyAuthor:
    "This request is private: only the visitor who suggested it can read this. Your own name isn’t shown.",
  closedMerged: "This request was merged. Comment on the one that it was merged into.",
  reply: "Reply",
  replyTo: (who: string) => `Reply to ${who}`,
  replySend: "Publish reply",
  replySent: "Reply published.",
  replyLabel: (who: string) => `Public reply to ${who}`,
  edit: "Edit",
  editOf: "Edit this comment",
  editLabel: "Change your comment",
  editSend: "Save",
  editSent: "Comment changed.",
  approve: "Approve",
  hide: "Hide",
  show: "Show",
  remove: "Delete",
  removeTitle: "Delete this comment?",
  removeText: "It is gone for everybody. To keep it for your team, hide it instead.",
  removeOwnText: "It is gone for everybody.",
  removed: "Comment deleted.",
  approved: "Approved: visitors see it now.",
  isHidden: "Hidden: visitors no longer see it.",
  isShown: "Visitors see it again.",
  lock: "Close comments",
  unlock: "Open comments",
  locked: "Comments are closed for visitors. Your team can still comment.",
  isLocked: "Comments closed for visitors.",
  isUnlocked: "Visitors can comment again.",

  queue: {
    list: "Comments",
    states: "Comments by state",
    state: { pending: "Waiting", shown: "Shown", hidden: "Hidden" },
    select: (who: string) => `Select the comment of ${who}`,
    selected: (n: number) => `${digits.format(n)} selected`,
    clear: "Clear selection",
    empty: {
      pending: "Nothing waits",
      shown: "No comments yet",
      hidden: "Nothing is hidden",
    },
    emptyHint: {
      pending: "Comments of visitors that need your approval appear here.",
      shown: "What visitors and your team write on requests appears here.",
      hidden: "Comments that your team hides from visitors appear here.",
    },
    seeShown: "See all comments",
    approved: (n: number) => `${count(n, "comment")} approved.`,
    isHidden: (n: number) => `${count(n, "comment")} hidden.`,
    isShown: (n: number) => `${count(n, "comment")} shown.`,
    keys: { a: "Approve or show", h: "Hide", x: "Select", z: "Undo" },
  },

  report: {
    title: "Replies to the visitor",
    none: "Nobody has replied yet.",
    write: "Reply to the visitor",
    readers: "Only the visitor who sent this report reads it, in the widget. Your own name isn’t shown.",
    send: "Send reply",
    sent: "Reply sent.",
  },

  credits: {
    title: "Credits",
    nameless: "Somebody who chose no name",
    led: "The steps of these reports led to the fix:",
    translated: "These people translated something for it:",
    recorded: "Recorded.",
    takenBack: "Taken back.",
    facts: {
      first_reported: "First to report or ask",
      repro_led_to_fix: "Steps led to the fix",
      confirmed_fix: "Confirmed the fix",
      translated: "Translated",
    },
  },

  solved: {
    title: "Is it solved?",
    yes: "Yes",
    partly: "Partly",
    no: "No",
    none: "Nobody has answered yet.",
    reasons: "What is missing, in the words of voters",
    asked: "Asked of those who voted, once it was shipped.",
  },

  rules: {
    title: "Comments and news",
    saved: "Saved.",
    approve: "Show comments of visitors only when your team approved them",
    approveHint:
      "They wait under Comments; until then only their author sees them. Otherwise they show at once, and you can hide them.",
    reopenTitle: "When “No” reopens a request",
    reopenLead:
      "Once a request is shipped, those who asked for it are asked “Is it solved?”. It goes back to Triage when both numbers are reached.",
    answers: "“No” answers",
    answersHint: "At least this many, 1 to 1,000.",
    percent: "Share of “No”, in percent",
    percentHint: "At least this share of all answers, 0 to 100.",
    noNumber: "Enter a whole number.",
    announce: "Look for news by itself",
    announceHint:
      "The widget then shows a dot when there is news for a visitor of this browser who has been active before. Otherwise it looks when somebody opens it.",
  },
};
