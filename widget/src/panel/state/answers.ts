// The visitor's answers to "Was this helpful?": remembered in the browser when clicked, and restored if refused.
// A later choice of another reason keeps the comment.
import type { Kept, Place } from "../../base/core";
import { placed } from "./draft";
import type { Call } from "./visitor";
import type { Ways } from "./ways";

/** The prefix of an answer's key in the outbox; the name of the place follows. */
const PREFIX = "answer ";

/** The answers of the current person. */
export function answers({ core, box, inTurn, limits, changed }: Ways) {
  const { named } = core.aide();
  // The last answers that the server accepted, as far as known on this page.
  const confirmed = new Map<string, Kept | undefined>();
  // The last comment, and the answer that it belongs to: each answer replaces the one before, including its comment.
  const added = new Map<string, { helpful: boolean; text: string }>();

  function put(name: string, next: Kept | undefined) {
    core.keep(({ answers = {} }) => {
      const { [name]: _, ...others } = answers;
      // One person hardly returns to more than the newest hundred.
      const rest = Object.fromEntries(Object.entries(others).slice(-99));
      return { answers: next ? { ...rest, [name]: next } : rest };
    });
    changed();
  }

  return {
    /** The visitor's current answer for a place. */
    of: (place: Place): Kept | undefined => core.memory().answers?.[named(place)],
    /** Restores the previous answer after one that waited was refused for good; `key` is its key in the outbox. */
    putBack(key = "") {
      if (!key.startsWith(PREFIX)) return;
      const name = key.slice(PREFIX.length);
      // A newer answer that waits is what the visitor wants by now.
      if (!box.waits(key)) put(name, confirmed.get(name));
    },
    /** Answers, or changes the answer; returns a sentence if it did not arrive. */
    async reply(place: Place, kept: Kept, comment?: string): Promise<string | undefined> {
      const name = named(place);
      if (!confirmed.has(name)) confirmed.set(name, core.memory().answers?.[name]);
      put(name, kept);
      const before = added.get(name);
      const text =
        comment === undefined
          ? before?.helpful === kept.helpful && before.text
          : core.aide().lines(comment, limits()?.comment ?? 2000);
      if (text) added.set(name, { helpful: kept.helpful, text });
      const body = { ...placed(core, place), ...kept, ...(text && { comment: text }) };
      const call: Call = { method: "PUT", path: "/answers", body };
      const out = await inTurn(call, core.short().question, PREFIX + name);
      if (!out) return undefined;
      if (out.state === "sent") {
        confirmed.set(name, kept);
        core.emit("answered", { ...body, screen: place.route });
        return undefined;
      }
      if (out.state === "failed") {
        // The comment was refused with it.
        if (before) added.set(name, before);
        else added.delete(name);
        if (out.last) put(name, confirmed.get(name));
      }
      return out.text;
    },
    /** Forgets all, for another person. */
    forget() {
      confirmed.clear();
      added.clear();
    },
  };
}
