// Segments: how much a vote counts of each, and how many visitors and votes it has.
// Names no segment: the product does, in its identity tokens.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { search, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { SegmentWeight, SegmentWeights } from "../../base/types";
import { useLive, useSoon } from "../../data/live";
import { segments } from "../../data/people";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { s } from "../../words/segments";
import { decimal, whole } from "../../words/time";
import "../../styles/segments.css?later";

/** The tab of segments. */
export function Segments({ project }: { project: string }): JSX.Element {
  const found = useResource<SegmentWeights>(
    `segment weights ${project}`,
    () => segments.weights(project),
    "stream",
  );
  const soon = useSoon(found.reload, 500);
  useLive({ ranking: soon, resync: soon });
  const allowed = may(roleIn(project), "configure");
  const data = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{s.title}</h2>
      <p class="lead">{s.lead}</p>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!data && !found.problem.value && <Skeleton lines={4} />}
      {data?.items.length === 0 && <p class="quiet">{s.empty}</p>}
      {data && data.items.length > 0 && (
        <div class="segments-head quiet" aria-hidden="true">
          <span>{s.segment}</span>
          <span>{s.weight}</span>
        </div>
      )}
      {data && data.items.length > 0 && (
        <ul class="lines segments" aria-label={s.title}>
          {data.items.map((item) => (
            <Row
              key={item.segment}
              {...{ project, item, allowed }}
              onSaved={(data) => found.put({ data, etag: null })}
            />
          ))}
        </ul>
      )}
      {data?.cut && <p class="quiet">{s.cut(data.items.length)}</p>}
      {data?.progress && (
        <div class="segments-progress" role="status">
          <progress aria-label={s.progressName} value={data.progress.done} max={data.progress.of} />
          <p class="quiet num">{s.progress(data.progress.done, data.progress.of)}</p>
        </div>
      )}
      {data && !allowed && <p class="quiet">{t.settings.readOnly}</p>}
    </article>
  );
}

function Row(props: {
  project: string;
  item: SegmentWeight;
  allowed: boolean;
  onSaved: (data: SegmentWeights) => void;
}): JSX.Element {
  const { project, item, allowed } = props;
  const { segment } = item;
  const typed = useSignal<string | null>(null);
  const value = typed.value ?? String(item.weight);
  const number = Number(value.trim().replace(",", "."));
  const isRight = value.trim() !== "" && number >= 0 && number <= 100;
  const form = useForm(async () => {
    if (!isRight) return;
    props.onSaved(await segments.weigh(project, { segment, weight: number }));
    announce(s.saved(segment, decimal(number)));
    typed.value = null;
  });
  const atLeast = (n: number) => (item.more ? `${whole(n)}+` : whole(n));
  return (
    <li>
      <a class="clip" href={paths.visitors(project, null, search({ segment }))} dir="auto">
        {segment}
      </a>
      <span class="gap" />
      <span class="quiet num">{s.visitors(atLeast(item.visitors), item.visitors)}</span>
      <a
        class="quiet num"
        href={paths.triage(project, null, writeTriage({ view: "all", segment: [segment] }))}
      >
        {s.votes(atLeast(item.votes), item.votes)}
      </a>
      {allowed ? (
        <form class="segment-weight" aria-label={s.formOf(segment)} onSubmit={form.onSubmit}>
          <input
            class="input num"
            name="weight"
            inputMode="decimal"
            autocomplete="off"
            aria-label={s.weightOf(segment)}
            aria-invalid={isRight ? undefined : "true"}
            value={value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
          {typed.value !== null && number !== item.weight && isRight && (
            <Submit busy={form.busy}>{s.save}</Submit>
          )}
          {!isRight && <p class="error">{s.bounds}</p>}
          <FormProblem problem={form.problem} />
        </form>
      ) : (
        <span class="num">{s.weighs(decimal(item.weight))}</span>
      )}
    </li>
  );
}
