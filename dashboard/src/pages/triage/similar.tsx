// Duplicates: requests that may say the same as the open one, each with the reason, and merging with one of them in either
// direction. Merges nothing without a click, and says before it which title stays and how many voters there may be.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { Duplicate, Items, RankedRequest } from "../../base/types";
import { act } from "../../data/acts";
import { asProblem, requests } from "../../data/api";
import { plainly } from "../../data/plain";
import { useResource } from "../../data/resource";
import { Part, StatusBadge } from "../../ui/parts";
import { SearchBox } from "../../ui/search";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import { percent } from "../../words/time";
import type { Open } from "./open";

type Candidate = RankedRequest | Duplicate;

/** Proposals, and a search for any other request. */
export function Similar(open: Open): JSX.Element {
  const { project, detail, allowed } = open;
  const text = useSignal("");
  const all = useSignal(false);
  const searched = useSignal<RankedRequest[] | null>(null);
  const gone = useSignal<ReadonlySet<string>>(new Set());
  const similar = useResource<Items<Duplicate>>(
    `${detail.id} similar`,
    () => requests.similar(project, detail.id),
    3600,
  );
  // What was merged meanwhile is no duplicate any more.
  const isOther = (one: Candidate) => one.id !== detail.id && one.status !== "merged";
  const family = detail.merged.map((one) => one.id).join(" ");
  useEffect(() => {
    if (similar.data.peek()) void similar.reload();
  }, [family]);
  useEffect(() => {
    searched.value = null;
    if (!text.value) return;
    const stop = new AbortController();
    requests.page(project, { q: text.value }, { limit: 6, signal: stop.signal }).then(
      ({ data }) => {
        searched.value = data.items;
      },
      (cause) => {
        if (!stop.signal.aborted) announce(plainly(asProblem(cause)));
      },
    );
    return () => stop.abort();
  }, [text.value]);
  const keep = (other: Candidate, isKept: boolean) => {
    const next = new Set(gone.peek());
    if (isKept) next.delete(other.id);
    else next.add(other.id);
    gone.value = next;
  };
  const distinct = async (other: Candidate) => {
    keep(other, false);
    try {
      await requests.distinct(project, detail.id, other.id);
      announce(p.isDistinct(other.number), () => void again(other));
    } catch (cause) {
      keep(other, true);
      announce(plainly(asProblem(cause)));
    }
  };
  const again = async (other: Candidate) => {
    try {
      await requests.dropDistinct(project, detail.id, other.id);
      keep(other, true);
      announce(p.isProposed(other.number));
      void similar.reload();
    } catch (cause) {
      announce(plainly(asProblem(cause)));
    }
  };
  const proposed = similar.data.value?.items.filter((one) => isOther(one) && !gone.value.has(one.id));
  const likely = proposed?.filter((one) => one.likely || all.value);
  const found = text.value ? searched.value?.filter(isOther) : likely;
  const rest = text.value ? 0 : (proposed?.length ?? 0) - (likely?.length ?? 0);
  return (
    <Part title={p.duplicates}>
      {found && found.length > 0 && (
        <ul class="lines">
          {found.map((one) => (
            <Row key={one.id} {...open} other={one} onDistinct={() => void distinct(one)} />
          ))}
        </ul>
      )}
      {found?.length === 0 && (
        <p class="quiet" role="status">
          {text.value ? p.noMatch : p.noDuplicates}
        </p>
      )}
      {rest > 0 && (
        <button
          type="button"
          class="button is-bare less-likely"
          onClick={() => {
            all.value = true;
          }}
        >
          {p.lessLikely(rest)}
        </button>
      )}
      {allowed && (
        <SearchBox
          plain
          label={p.findOther}
          value={text.value}
          onChange={(next) => {
            text.value = next.trim();
          }}
        />
      )}
    </Part>
  );
}

/** A candidate; its merges in both directions open below it. */
function Row(props: Open & { other: Candidate; onDistinct: () => void }): JSX.Element {
  const { project, detail, list, allowed, other } = props;
  const opened = useSignal(false);
  const voters = detail.votes + other.votes;
  return (
    <li class="duplicate">
      <div class="duplicate-line">
        <a href={paths.triage(project, other.id)} class="clip">
          <span class="num quiet">{t.number(other.number)}</span> <span dir="auto">{other.title}</span>
        </a>
        <span class="gap" />
        <StatusBadge status={other.status} />
        <span class="num">{t.votes(other.votes)}</span>
      </div>
      <div class="duplicate-line">
        {"likeness" in other && (
          <span class="quiet">{p.alike(percent(other.likeness), other.same_screen)}</span>
        )}
        <span class="gap" />
        {allowed && "likeness" in other && (
          <button
            type="button"
            class="button is-bare"
            aria-label={p.distinctOf(other.number)}
            onClick={props.onDistinct}
          >
            {p.distinct}
          </button>
        )}
        {allowed && (
          <button
            type="button"
            class="button"
            aria-expanded={opened.value}
            aria-label={p.mergeWith(other.number)}
            onClick={() => {
              opened.value = !opened.value;
            }}
          >
            {p.mergeOpen}
          </button>
        )}
      </div>
      {opened.value && (
        <div class="directions">
          <Direction
            name={p.here}
            stays={detail}
            voters={voters}
            onClick={() =>
              void act(project, list, { type: "merge", into: detail.id }, [other], t.number(detail.number))
            }
          />
          <Direction
            name={p.there(other.number)}
            stays={other}
            voters={voters}
            onClick={() =>
              void act(project, list, { type: "merge", into: other.id }, [detail], t.number(other.number))
            }
          />
          <p class="hint">{p.mergeHint}</p>
        </div>
      )}
    </li>
  );
}

function Direction(props: {
  name: string;
  stays: { title: string };
  voters: number;
  onClick: () => void;
}): JSX.Element {
  return (
    <button type="button" class="direction" onClick={props.onClick}>
      <span class="direction-name">{props.name}</span>
      <span class="quiet">
        <bdi>{p.stays(props.stays.title)}</bdi>, {p.upTo(props.voters)}
      </span>
    </button>
  );
}
