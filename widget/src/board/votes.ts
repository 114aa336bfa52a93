// Turns the vote counts of the page into buttons. A click is shown immediately, and undone if the server refuses it.
// Touches no count of a request whose voting is closed.
import { refusal, type Visitor } from "./visitor";
import { announce, counted, say } from "./words";

/** How far the visitor went with requests that were offered instead of what it was writing. */
export type Offered = "shown" | "opened";
/** The page of a request that the form for suggestions led to. */
const fromForm = () => /\/r\/\d/.test(location.pathname) && /\/suggest(\?|$)/.test(document.referrer);

type VoteOut = { voted: boolean; votes: number };
type Me = { votes: { request: { id: string } }[] };

/** What a box of votes says of its request. */
export type Box = { id: string; title: string; votes: number; imported: number };

/** The element of a vote count: a button. `offered` says whether the vote is one instead of a suggestion. */
export function voteButton(visitor: Visitor, box: Box, offered?: () => Offered): HTMLButtonElement {
  const button = document.createElement("button");
  const count = document.createElement("span");
  const unit = document.createElement("span");
  button.type = "button";
  button.className = "votes";
  button.dataset.vote = box.id;
  count.className = "count";
  unit.className = "unit";
  button.append(count, " ", unit);
  let shown = { voted: false, votes: box.votes };
  // Of several clicks the last one counts.
  let turn = 0;
  const show = (next: VoteOut) => {
    shown = next;
    const text = counted(next.votes);
    count.textContent = text.count;
    unit.textContent = text.unit;
    button.ariaPressed = String(next.voted);
    const label = say(next.voted ? "voted" : "vote", { title: box.title });
    button.ariaLabel = `${label}, ${text.count} ${text.unit}`;
  };
  show(shown);
  button.addEventListener("yousaid:voted", () => {
    if (!turn) show({ ...shown, voted: true });
  });
  let sending: Promise<unknown> = Promise.resolve();
  button.addEventListener("click", () => {
    const mine = ++turn;
    const before = shown;
    const voted = !before.voted;
    show({ voted, votes: before.votes + (voted ? 1 : -1) });
    announce(say(voted ? "voted_now" : "unvoted_now", { title: box.title }));
    const path = `/requests/${box.id}/vote`;
    const instead = offered?.();
    sending = sending.then(async () => {
      try {
        const call = voted
          ? ({ method: "PUT", path, body: { instead } } as const)
          : ({ method: "DELETE", path } as const);
        const out = await visitor.send<VoteOut>(call);
        if (mine === turn) show({ voted: out.voted, votes: out.votes + box.imported });
      } catch (error) {
        if (mine === turn) show(before);
        const why = refusal(error);
        announce(why ? say("vote_refused", { why }) : say("vote_failed"));
        button.title = why ?? say("vote_failed");
      }
    });
  });
  return button;
}

/** Turns the boxes of the page into buttons, and marks those that the visitor voted on. */
export async function votes(visitor: Visitor): Promise<void> {
  const opened = fromForm() ? () => "opened" as const : undefined;
  for (const place of document.querySelectorAll<HTMLElement>(".votes.open[data-request]")) {
    const { request = "", title = "", votes, imported } = place.dataset;
    const box = { id: request, title, votes: Number(votes), imported: Number(imported) };
    place.replaceWith(voteButton(visitor, box, opened));
  }
  await mark(visitor);
}

/** Marks the buttons of requests that the visitor voted on before; a visitor who never acted is asked nothing. */
export async function mark(visitor: Visitor): Promise<void> {
  if (!visitor.known() || !document.querySelector("[data-vote]")) return;
  const me = await visitor.send<Me>({ method: "GET", path: "/me" }).catch(() => undefined);
  for (const { request } of me?.votes ?? []) {
    const button = document.querySelector(`[data-vote="${CSS.escape(request.id)}"]`);
    button?.dispatchEvent(new Event("yousaid:voted"));
  }
}
