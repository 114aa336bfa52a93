// The texts of acting on requests: what was done, what was refused, what can be undone.
// Contains no markup.
import type { Action, RankedRequest } from "../base/types";
import { count, digits, names } from "./names";
import { dayName, moment } from "./time";

const what = (rows: RankedRequest[]): string => {
  const [first] = rows;
  return rows.length === 1 && first ? `#${first.number}` : count(rows.length, "request");
};

/** What an action does, told once it is done. */
function done(action: Action, rows: RankedRequest[], name: string): string {
  switch (action.type) {
    case "decide":
      return `${what(rows)}: ${names.status(action.status)}`;
    case "merge":
      return `${what(rows)} merged into ${name}`;
    case "snooze":
      return `${what(rows)} snoozed ${until(action.until, action.votes)}`;
    case "wake":
      return `${what(rows)} back in Triage`;
    case "assign":
      return action.member ? `${what(rows)} assigned to ${name}` : `${what(rows)} assigned to nobody`;
    case "tag":
      return [
        action.add?.length && `tagged ${action.add.join(", ")}`,
        action.remove?.length && `no longer tagged ${action.remove.join(", ")}`,
      ]
        .filter(Boolean)
        .map((part) => `${what(rows)} ${part}`)
        .join("; ");
    case "effort":
      return action.points
        ? `${what(rows)}: effort ${digits.format(action.points)}`
        : `${what(rows)}: no effort`;
    case "due":
      return action.day ? `${what(rows)} due ${dayName(action.day)}` : `${what(rows)}: no due day`;
  }
}

const until = (time?: string | null, votes?: number | null): string =>
  [time && `until ${moment(time)}`, votes && `until ${count(votes, "more vote")}`]
    .filter(Boolean)
    .join(" or ");

/** Acting on requests. */
export const acts = {
  acts: {
    done,
    undo: "Undo",
    undone: (text: string) => `Undone: ${text}`,
    nothing: "Nothing to undo.",
    forGood: (n: number) => `#${n} can’t be uncreated. Press again to undo what was done before it.`,
    refused: (n: number) => `${count(n, "request")} not changed`,
    dismiss: "Dismiss",
    subject: (rows: { number: number }[]) =>
      rows.length === 1 ? `#${rows[0]?.number}` : count(rows.length, "request"),
  },
};
