// The member's sessions: where, since when, when last; ending one or all others.
// Ends this one only by logging out, which the menu does.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { Items, OwnSession } from "../../base/types";
import { own } from "../../data/account";
import { asProblem, type Problem } from "../../data/api";
import { type Resource, useResource } from "../../data/resource";
import { Confirm } from "../../ui/dialog";
import { Trouble } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { a } from "../../words/account";
import { ago, moment, now } from "../../words/time";

/** The uses of a session are noted once an hour. */
const hourMs = 3_600_000;

/** The sessions, read again when the window comes back. */
export function useSessions(): Resource<Items<OwnSession>> {
  return useResource("sessions", own.sessions, 3_600);
}

/** The part of the page that lists them. */
export function Sessions({ found }: { found: Resource<Items<OwnSession>> }): JSX.Element {
  const asking = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const items = found.data.value?.items;
  const others = items?.filter((item) => !item.current).length ?? 0;
  const end = async (item: OwnSession) => {
    problem.value = null;
    try {
      await own.end(item.id);
      announce(a.sessions.ended);
    } catch (cause) {
      problem.value = asProblem(cause);
    }
    await found.reload();
  };
  return (
    <section>
      <h2>{a.sessions.title}</h2>
      <p class="quiet">{a.sessions.lead}</p>
      {problem.value && <Trouble problem={problem.value} />}
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!items && !found.problem.value && <Skeleton lines={3} />}
      {items && (
        <ul class="lines">
          {items.map((item) => (
            <Line key={item.id} item={item} onEnd={() => void end(item)} />
          ))}
        </ul>
      )}
      {items && others === 0 && <p class="quiet">{a.sessions.only}</p>}
      {others > 0 && (
        <div class="acts">
          <button
            type="button"
            class="button is-loss-quiet"
            onClick={() => {
              asking.value = true;
            }}
          >
            {a.sessions.others}
          </button>
        </div>
      )}
      {asking.value && (
        <Confirm
          title={a.sessions.othersTitle}
          text={a.sessions.othersText(others)}
          act={a.sessions.othersAct}
          onConfirm={async () => {
            await own.endOthers();
            announce(a.sessions.othersEnded);
            void found.reload();
          }}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </section>
  );
}

function Line({ item, onEnd }: { item: OwnSession; onEnd: () => void }): JSX.Element {
  const where = a.sessions.where(item.browser, item.system);
  const from = Math.max(now.value, Date.now());
  const recent = from - Date.parse(item.seen_at) < hourMs;
  return (
    <li class="session">
      <span class="headline">
        <span class="row-title">
          <span class="clip">{where}</span>
          {item.current && <span class="badge">{a.sessions.current}</span>}
        </span>
        <span class="sentence">
          <span title={moment(item.created_at)}>{a.sessions.begun(ago(item.created_at, from))}</span>
          {" · "}
          <span title={moment(item.seen_at)}>
            {item.current || recent ? a.sessions.recently : a.sessions.seen(ago(item.seen_at, from))}
          </span>
        </span>
      </span>
      <span class="gap" />
      {!item.current && (
        <button
          type="button"
          class="button"
          aria-label={a.sessions.endOne(where, moment(item.created_at))}
          onClick={onEnd}
        >
          {a.sessions.end}
        </button>
      )}
    </li>
  );
}
