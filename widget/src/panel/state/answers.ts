// The visitor's answers to "Was this helpful?": remembered in the browser at the press, and as they were if refused.
// Refuses to lose a comment by a later choice of another reason.
import type { Kept, Place } from "../../base/core";
import { placed } from "./draft";
import type { Call } from "./visitor";
import type { Ways } from "./ways";

/** What a waiting answer is named by, in front of the place's name. */
const MARK = "answer ";

/** The answers of who acts. */
export function answers({ core, box, inTurn, limits, changed }: Ways) {
  const { named } = core.aide();
  // What the server has taken last, as far as it is known here.
  const sure = new Map<string, Kept | undefined>();
  // What was added in words last, and to which answer: each answer takes the place of the one before, with its words.
  const added = new Map<string, { helpful: boolean; text: string }>();

  function put(name: string, next: Kept | undefined) {
    core.keep(({ answers = {} }) => {
      const { [name]: _, ...others } = answers;
      // The newest hundred are enough for what one person comes back to.
      const rest = Object.fromEntries(Object.entries(others).slice(-99));
      return { answers: next ? { ...rest, [name]: next } : rest };
    });
    changed();
  }

  return {
    /** The visitor's current answer for a place. */
    of: (place: Place): Kept | undefined => core.memory().answers?.[named(place)],
    /** Shows an answer that waited and was refused for good as it was. */
    putBack(of = "") {
      if (!of.startsWith(MARK)) return;
      const name = of.slice(MARK.length);
      // One that waits behind it is what the visitor wants by now.
      if (!box.waits(of)) put(name, sure.get(name));
    },
    /** Answers, or changes the answer; gives a sentence when it did not arrive. */
    async reply(place: Place, kept: Kept, comment?: string): Promise<string | undefined> {
      const name = named(place);
      if (!sure.has(name)) sure.set(name, core.memory().answers?.[name]);
      put(name, kept);
      const before = added.get(name);
      const text =
        comment === undefined
          ? before?.helpful === kept.helpful && before.text
          : core.aide().lines(comment, limits()?.comment ?? 2000);
      if (text) added.set(name, { helpful: kept.helpful, text });
      const body = { ...placed(core, place), ...kept, ...(text && { comment: text }) };
      const call: Call = { method: "PUT", path: "/answers", body };
      const out = await inTurn(call, core.short().question, MARK + name);
      if (!out) return undefined;
      if (out.state === "sent") {
        sure.set(name, kept);
        core.emit("answered", { ...body, screen: place.route });
        return undefined;
      }
      if (out.state === "failed") {
        // It was refused with its words.
        if (before) added.set(name, before);
        else added.delete(name);
        if (out.last) put(name, sure.get(name));
      }
      return out.text;
    },
    /** Forgets all: somebody else acts. */
    forget() {
      sure.clear();
      added.clear();
    },
  };
}
