// Duplicates: requests that may say the same as the open one, merging it into one of them, and undoing that.
// Merges nothing without a click, and says which request stays.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { Duplicate, Items, RequestDetail } from "../../base/types";
import { asProblem, type Problem, requests, type Tagged } from "../../data/api";
import { useResource } from "../../data/resource";
import { plainly } from "../../ui/form";
import { Part, StatusBadge } from "../../ui/parts";
import { t } from "../../words/texts";
import { percent } from "../../words/time";

type Props = {
  project: string;
  detail: RequestDetail;
  /** The tag that a change of the request names. */
  etag: string | null;
  allowed: boolean;
  onDone: (answer: Tagged<RequestDetail>) => void;
};

/** What the request was merged with, and what it may be merged into. */
export function Similar(props: Props): JSX.Element {
  const { project, detail, etag, allowed } = props;
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const act = async (send: (etag: string) => Promise<Tagged<RequestDetail>>, said: string) => {
    if (busy.value || !etag) return;
    busy.value = true;
    problem.value = null;
    try {
      props.onDone(await send(etag));
      announce(said);
    } catch (cause) {
      problem.value = asProblem(cause);
      announce(plainly(problem.value));
    }
    busy.value = false;
  };
  return (
    <Part title={t.detail.similar}>
      {problem.value && (
        <p class="problem" role="alert">
          {plainly(problem.value)}
        </p>
      )}
      {detail.merged_into ? (
        <p class="facts">
          <span>{t.detail.mergedInto}</span>
          <a href={paths.triage(project, detail.merged_into.id)} dir="auto">
            {t.number(detail.merged_into.number)} {detail.merged_into.title}
          </a>
          {allowed && (
            <button
              type="button"
              class="button"
              disabled={busy.value}
              onClick={() =>
                void act((tag) => requests.unmerge(project, detail.id, tag), t.detail.unmerged)
              }
            >
              {t.detail.unmerge}
            </button>
          )}
        </p>
      ) : (
        <Proposed
          {...props}
          busy={busy.value}
          onMerge={(other) =>
            void act(
              (tag) => requests.merge(project, detail.id, tag, other.id),
              t.detail.merged(other.number),
            )
          }
        />
      )}
      {detail.merged.length > 0 && (
        <>
          <h4>{t.detail.mergedHere}</h4>
          <ul class="lines">
            {detail.merged.map((one) => (
              <li key={one.id}>
                <a href={paths.triage(project, one.id)} class="clip" dir="auto">
                  <span class="num quiet">{t.number(one.number)}</span> {one.title}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Part>
  );
}

function Proposed(props: Props & { busy: boolean; onMerge: (other: Duplicate) => void }): JSX.Element {
  const { project, detail, allowed, busy, onMerge } = props;
  const found = useResource<Items<Duplicate>>(`${detail.id} similar`, () =>
    requests.similar(project, detail.id),
  );
  const items = found.data.value?.items;
  if (items?.length === 0) return <p class="quiet">{t.detail.noSimilar}</p>;
  return (
    <ul class="lines">
      {items?.map((one) => (
        <li key={one.id}>
          <a href={paths.triage(project, one.id)} class="clip" dir="auto">
            <span class="num quiet">{t.number(one.number)}</span> {one.title}
          </a>
          <span class="gap" />
          <StatusBadge status={one.status} />
          <span class="quiet num">{t.detail.alike(`${percent(one.likeness)}%`, one.same_screen)}</span>
          <span class="num">{t.votes(one.votes)}</span>
          {allowed && (
            <button type="button" class="button" disabled={busy} onClick={() => onMerge(one)}>
              {t.detail.merge(one.number)}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
