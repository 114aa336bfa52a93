// The texts of the form that decides, beside those that other parts share.
// Contains no markup.
import type { Kind } from "../base/types";
import { locale } from "./names";

/** Deciding. */
export const d = {
  locale,
  optional: "Message to voters (optional)",
  required: "Message to voters (required)",
  publicHint: "Voters and other visitors will see this. Say what you’ll do and why, in plain words.",
  /** A decision of a colleague, made while this one was written. */
  theirs: (who: string, status: string, message: string) => `${who}: ${status}${message && `, “${message}”`}`,
  teamOnly: "Kept in the decision history for your team. Visitors don’t see these.",
  templates: "Prepared messages",
  decided: "Our decision",
  noMessage: "No message: visitors see the new status only.",
  messageHere: "Your message appears here.",
  inWidget: "In the widget",
  onBoard: "On the board",
  preview: "What voters will see",
  more: "Evidence and alternatives",
  reopenHint: "Readers of your board see this.",
  /** As the board words it. */
  boardKind: { feature: "Idea", problem: "Problem" } satisfies Record<Kind, string>,
  boardDecisions: "What was decided",
  boardReopen: "What would reopen it",
};
