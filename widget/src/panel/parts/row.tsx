// One request in a list: its vote, its title, and on demand its text, the decision and the comments.
// Visitors' texts are shown as plain text, without links and markup.
import type { ComponentType } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { Place } from "../../base/core";
import type { Words } from "../../locales/en";
import type { Threaded } from "../state/ways";
import type { WidgetRequest } from "../state/wire";
import { day, isolated } from "../state/words";
import { Sign, useSession } from "./parts";

/** Statuses in which nobody can vote any more. */
const CLOSED = /^(shipped|declined|merged)$/;

type Props = {
  request: WidgetRequest;
  place: Place;
  away?: boolean /** Opened from the start. */;
  first?: boolean;
  /** Where the request is offered instead of what is being written: the IDs of those that were opened. */
  opened?: Set<string> | undefined;
};

/** A row of a list of requests. */
export function Row({ request, place, away, first, opened }: Props) {
  const session = useSession();
  const { say, core } = session;
  const [open, set] = useState(false);
  const [Thread, draw] = useState<ComponentType<{ request: Threaded }>>();
  const [failed, fail] = useState(false);
  const id = useId();
  const { title, status, decision } = request;
  const { voted, votes } = session.votes.of(request);
  const n = votes + request.baseline_votes;
  const closed = CLOSED.test(status);
  function turn() {
    set(!open);
    opened?.add(request.id);
    session.thread?.().then(
      (loaded) => draw(() => loaded),
      () => fail(true),
    );
  }
  const notes = [
    status !== "new" && (
      <span class={`status ${status}`} key="status">
        {say(`status_${status}` as keyof Words)}
      </span>
    ),
    request.kind === "problem" && <span key="kind">{say("kind_problem")}</span>,
    request.mine && <span key="mine">{say("mine")}</span>,
    request.comments > 0 && <span key="comments">{say("comments", { n: request.comments })}</span>,
    away && request.screen && (
      <span key="on">{say("onScreen", { route: isolated(request.screen.route) })}</span>
    ),
  ].filter((note) => note);
  useEffect(() => {
    if (first) turn();
  }, []);
  return (
    <li class="row">
      {closed ? (
        <span class="vote closed" role="img" aria-label={say("closed", { n })}>
          <b>{n}</b>
        </span>
      ) : (
        <button
          type="button"
          class="vote"
          aria-pressed={voted}
          aria-label={say(voted ? "voted" : "vote", { title, n })}
          onClick={() =>
            session.votes.toggle(request, place, opened && (opened.has(request.id) ? "opened" : "shown"))
          }
        >
          <Sign d="M3.5 10 8 5.5l4.5 4.5" />
          <b>{n}</b>
        </button>
      )}
      <div class="what">
        <button type="button" class="title" dir="auto" aria-expanded={open} aria-controls={id} onClick={turn}>
          {title}
        </button>
        {notes.length > 0 && <p class="notes">{notes}</p>}
        <div id={id} hidden={!open} class="said">
          {request.body && (
            <p class="body" dir="auto">
              {request.body}
            </p>
          )}
          {/* A decision without a message says no more than the status does. */}
          {decision?.reason && (
            <blockquote>
              <p class="faint">
                {say("decided")}, {day(decision.decided_at, core.locale())}
              </p>
              <p class="body" dir="auto">
                {decision.reason}
              </p>
            </blockquote>
          )}
          {open &&
            (Thread ? (
              <Thread request={request} />
            ) : (
              <p class="faint" role="status">
                {say(failed ? "failed" : "loading")}
              </p>
            ))}
        </div>
      </div>
    </li>
  );
}
