// The texts of deleting and restoring.
// Contains no markup.
import { count } from "./names";

type Named = { number: number; title: string };

/** Deleting, the bin, and restoring. */
export const b = {
  nameOf: (rows: Named[]) => {
    const [one] = rows;
    return one && rows.length === 1 ? `#${one.number} “${one.title}”` : count(rows.length, "request");
  },
  deleted: (name: string) => `Deleted ${name}.`,
  restored: (name: string) => `Restored ${name}.`,
  act: "Delete",
  request: {
    title: (name: string) => `Delete ${name}?`,
    text: "Visitors and your team no longer see it, nor its votes, comments and decisions. You can restore all of it within 30 days, from Settings, Bin.",
    reports: "Linked reports stay, and are linked to nothing until you restore it.",
  },
  report: {
    act: "Delete report",
    title: (name: string) => `Delete report ${name}?`,
    text: "Neither the visitor who sent it nor your team sees it any more, and its request loses what it added to the score. You can restore it within 30 days, from Settings, Bin.",
  },
  project: {
    title: "Delete this project",
    lead: "Everything in it goes with it: requests, votes, reports, the board and the changelog. The widget, API keys and addresses stop working at once. An owner can restore all of it within 30 days, from the account page; after that it is gone for good.",
    act: "Delete project…",
    ask: (name: string) => `Delete ${name}?`,
    name: (name: string) => `Type “${name}” to confirm`,
    wrong: "This is not the name of the project.",
    confirm: "Delete project",
    owners: "Only owners can delete a project.",
  },
  bin: {
    title: "Bin",
    lead: "What was deleted in the last 30 days. Restoring brings a request back with its votes, comments, decisions and followers, and a report with its replies.",
    empty: "The bin is empty.",
    kinds: { request: "Request", report: "Report" },
    by: (name: string, when: string) => `Deleted by ${name} ${when}`,
    until: (day: string) => `Gone for good on ${day}`,
    restore: "Restore",
    restoreOne: (name: string) => `Restore ${name}`,
    more: "Show more",
  },
  projects: {
    title: "Deleted projects",
    lead: "You owned these. Each can be restored with everything in it until the day that is shown.",
  },
};
