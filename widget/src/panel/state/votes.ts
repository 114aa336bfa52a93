// The visitor's votes as shown: a click immediately, and the server's counts once no vote is being sent.
// Never shows a refused vote as cast, and never replaces a newer click by an older list.
import type { Place } from "../../base/core";
import { placed } from "./draft";
import type { Call } from "./visitor";
import type { Ways } from "./ways";
import type { VoteIn, VoteOut, WidgetRequest } from "./wire";

/** A vote and the count of a request. */
type Count = { voted: boolean; votes: number };

/** The request whose vote has this path. */
export const votedOn = (path = "") => /^\/requests\/(.*)\/vote$/.exec(path)?.[1];
const pathOf = (id: string) => `/requests/${id}/vote`;

/** The votes of the current person. */
export function votes({ core, box, inTurn, say, announce, changed }: Ways) {
  const shown = new Map<string, Count>();
  // The last state that the server reported.
  const confirmed = new Map<string, Count>();
  // When each request was last clicked or its vote acknowledged, as a counter.
  const touched = new Map<string, number>();
  let moment = 0;
  const touch = (id: string) => touched.set(id, ++moment);

  return {
    /** The visitor's vote on a request and the count, as last known here. */
    of(request: WidgetRequest): Count {
      return shown.get(request.id) ?? { voted: request.voted, votes: request.votes };
    },
    /** The current counter, for `learn`. */
    now: () => ++moment,
    /** Takes over the votes of a list that was requested at `since`, except where a newer click exists or a vote waits. */
    learn(rows: WidgetRequest[], since: number) {
      for (const { id, voted, votes } of rows) {
        if ((touched.get(id) ?? 0) > since || box.waits(pathOf(id))) continue;
        shown.set(id, { voted, votes });
        confirmed.set(id, { voted, votes });
      }
      changed();
    },
    /** Records the server's response to a vote. */
    confirm(id: string, { voted, votes }: Count) {
      confirmed.set(id, { voted, votes });
      touch(id);
    },
    /** Restores the state before votes that the server has refused for good, here or in another tab. */
    putBack() {
      for (const { of, refused } of box.all()) {
        const id = refused && votedOn(of);
        if (!id) continue;
        const was = confirmed.get(id);
        if (was) shown.set(id, was);
        else shown.delete(id);
      }
    },
    /** Casts or retracts the vote, maybe instead of a suggestion: shown immediately, undone if it is refused. */
    async toggle(request: WidgetRequest, place: Place, instead?: VoteIn["instead"]) {
      const { id, title } = request;
      const before = this.of(request);
      if (!confirmed.has(id)) confirmed.set(id, before);
      const voted = !before.voted;
      const now = { voted, votes: before.votes + (voted ? 1 : -1) };
      shown.set(id, now);
      touch(id);
      announce(say(voted ? "votedNow" : "unvotedNow", { title }));
      const path = pathOf(id);
      const call: Call = voted
        ? { method: "PUT", path, body: { ...placed(core, place), instead } }
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
      if (out.last) shown.set(id, out.state === "failed" ? (confirmed.get(id) ?? before) : now);
      announce(out.state === "failed" ? `${say("voteFailed")} ${out.text}` : out.text);
    },
    /** Forgets all, for another person. */
    forget() {
      shown.clear();
      confirmed.clear();
    },
  };
}
