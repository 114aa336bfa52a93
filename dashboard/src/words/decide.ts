// The texts of the form that decides, beside those that other parts share.
// Contains no markup.
import { locale } from "./names";

/** Deciding. */
export const d = {
  locale,
  optional: "Message to voters (optional)",
  publicHint: "Voters and other visitors will see this. Say what you’ll do and why, in plain words.",
  teamOnly: "Kept in the decision history for your team. Visitors don’t see these.",
  templates: "Prepared messages",
  decided: "Our decision",
  noMessage: "No message: visitors see the new status only.",
};
