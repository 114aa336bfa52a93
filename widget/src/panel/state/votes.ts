// What the visitor votes for, as it is shown: a press at once, and what the server says once nothing is on its way.
// Refuses to show as given what was refused, and to believe an older list over a newer press.
import type { Place } from "../../base/core";
import { placed } from "./draft";
import type { Call } from "./visitor";
import type { Ways } from "./ways";
import type { VoteOut, WidgetRequest } from "./wire";

/** A vote and the count of a request. */
type Count = { voted: boolean; votes: number };

/** The request whose vote has this path. */
export const votedOn = (path = "") => /^\/requests\/(.*)\/vote$/.exec(path)?.[1];
const pathOf = (id: string) => `/requests/${id}/vote`;

/** The votes of who acts. */
export function votes({ core, box, inTurn, say, announce, changed }: Ways) {
  const shown = new Map<string, Count>();
  // The same as the server has said it last.
  const sure = new Map<string, Count>();
  // When each was pressed or answered last, counted.
  const touched = new Map<string, number>();
  let moment = 0;
  const touch = (id: string) => touched.set(id, ++moment);

  return {
    /** The visitor's vote on a request and the count, as last known here. */
    of(request: WidgetRequest): Count {
      return shown.get(request.id) ?? { voted: request.voted, votes: request.votes };
    },
    /** This moment, for `learn`. */
    now: () => ++moment,
    /** Takes the word of a list that was asked for at a moment, except on what was pressed since or still waits. */
    learn(rows: WidgetRequest[], since: number) {
      for (const { id, voted, votes } of rows) {
        if ((touched.get(id) ?? 0) > since || box.waits(pathOf(id))) continue;
        shown.set(id, { voted, votes });
        sure.set(id, { voted, votes });
      }
      changed();
    },
    /** Notes what the server says of a vote. */
    heard(id: string, { voted, votes }: Count) {
      sure.set(id, { voted, votes });
      touch(id);
    },
    /** Shows votes that the server has refused for good, here or in another tab, as they were. */
    putBack() {
      for (const { of, refused } of box.all()) {
        const id = refused && votedOn(of);
        if (!id) continue;
        const was = sure.get(id);
        if (was) shown.set(id, was);
        else shown.delete(id);
      }
    },
    /** Votes or takes the vote back: shown at once, taken back if it does not get through. */
    async toggle(request: WidgetRequest, place: Place) {
      const { id, title } = request;
      const before = this.of(request);
      if (!sure.has(id)) sure.set(id, before);
      const voted = !before.voted;
      const now = { voted, votes: before.votes + (voted ? 1 : -1) };
      shown.set(id, now);
      touch(id);
      announce(say(voted ? "votedNow" : "unvotedNow", { title }));
      const path = pathOf(id);
      const call: Call = voted
        ? { method: "PUT", path, body: placed(core, place) }
        : { method: "DELETE", path };
      const out = await inTurn<VoteOut>(call, title, path);
      if (!out) return;
      touch(id);
      if (out.state === "sent") {
        const { voted, votes } = out.data;
        if (out.last) shown.set(id, { voted, votes });
        core.emit("voted", { request: id, voted, votes });
        return changed();
      }
      if (out.last) shown.set(id, out.state === "failed" ? (sure.get(id) ?? before) : now);
      announce(out.state === "failed" ? `${say("voteFailed")} ${out.text}` : out.text);
    },
    /** Forgets all: somebody else acts. */
    forget() {
      shown.clear();
      sure.clear();
    },
  };
}
