// Who voted on a request: the list with its filters, the voters by segment and company, adding a voter, and the export.
// Tells verified voters from the others, and never who a merged vote was counted twice for: nobody is.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { Voter, VoterKind, VotersSummary } from "../../base/types";
import { asProblem } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { people } from "../../data/people";
import { plainly } from "../../data/plain";
import { useResource } from "../../data/resource";
import { Choice, Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, ObjectName, Route, Skeleton, visitorName } from "../../ui/parts";
import { SearchBox } from "../../ui/search";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import { decimal, whole } from "../../words/time";
import { AddVoter } from "./adding";
import { Groups, type VoterFilter } from "./groups";
import type { Open } from "./open";

const v = p.voters;
const kinds: VoterKind[] = ["verified", "anonymous", "on_behalf", "imported"];

type Row = Voter & { id: string };

/** The tab. */
export function Voters(open: Open): JSX.Element {
  const { project, detail, allowed } = open;
  const filter = useSignal<VoterFilter>({ q: "", segment: "", company: "", kind: "" });
  const query = Object.fromEntries(Object.entries(filter.value).filter(([, text]) => text !== ""));
  const list = usePaged<Row>(`${detail.id} ${new URLSearchParams(query)}`, async (reading) => {
    const answer = await people.voters(project, detail.id, query, reading);
    const items = answer.data.items.map((voter, at) => ({ ...voter, id: voter.visitor?.id ?? `${at}` }));
    return { ...answer, data: { ...answer.data, items } };
  });
  const summary = useResource<VotersSummary>(
    `groups ${detail.id}`,
    () => people.summary(project, detail.id),
    "stream",
  );
  const again = async () => {
    await Promise.all([list.reload(), summary.reload(), open.found.reload()]);
  };
  const soon = useSoon(() => void Promise.all([list.reload(), summary.reload()]), 2_000);
  useLive({
    request: ({ items }) => {
      if (items.some((item) => item.id === detail.id)) soon();
    },
    resync: soon,
  });
  const narrow = (part: Partial<VoterFilter>) => {
    filter.value = { ...filter.value, ...part };
  };
  const drop = async (voter: Row) => {
    const name = visitorName(voter.visitor);
    try {
      await people.dropVoter(project, detail.id, voter.id);
      announce(v.removed(name));
      await again();
    } catch (cause) {
      announce(plainly(asProblem(cause)));
    }
  };
  const known = (groups: VotersSummary["segments"] | undefined) =>
    (groups ?? []).flatMap((group) => (group.name ? [{ value: group.name, label: group.name }] : []));
  const items = list.items.value;
  const isNarrowed = Object.keys(query).length > 0;
  return (
    <div class="voters">
      <dl class="counts">
        {kinds.map((kind) => (
          <div key={kind}>
            <dt>{t.detail[kind]}</dt>
            <dd class="num">{whole(detail.voters[kind])}</dd>
          </div>
        ))}
      </dl>
      {summary.data.value && <Groups summary={summary.data.value} filter={filter.value} onNarrow={narrow} />}
      <search class="voter-filters">
        <SearchBox plain label={v.search} value={filter.value.q} onChange={(q) => narrow({ q: q.trim() })} />
        <Choice
          hideLabel
          label={v.kind}
          name="kind"
          value={filter.value.kind}
          options={[
            { value: "", label: v.anyKind },
            ...kinds.map((kind) => ({ value: kind, label: t.detail[kind] })),
          ]}
          onChange={(kind) => narrow({ kind })}
        />
        <Choice
          hideLabel
          label={v.segment}
          name="segment"
          value={filter.value.segment}
          options={[{ value: "", label: v.anySegment }, ...known(summary.data.value?.segments)]}
          onChange={(segment) => narrow({ segment })}
        />
        <Choice
          hideLabel
          label={v.company}
          name="company"
          value={filter.value.company}
          options={[{ value: "", label: v.anyCompany }, ...known(summary.data.value?.companies)]}
          onChange={(company) => narrow({ company })}
        />
        <span class="gap" />
        <a class="button" href={people.exported(project, detail.id, query)} download="">
          {v.export}
        </a>
      </search>
      {allowed && detail.status !== "merged" && (
        <AddVoter project={project} request={detail.id} onAdded={again} />
      )}
      {list.problem.value && <Trouble problem={list.problem.value} onRetry={list.retry} />}
      {list.state.value === "first" && <Skeleton lines={8} row />}
      {list.state.value === "ready" && items.length === 0 && (
        <p class="quiet" role="status">
          {isNarrowed ? v.noMatch : v.none}
        </p>
      )}
      {items.length > 0 && (
        <ul
          class="voter-list"
          aria-label={v.list}
          aria-busy={list.state.value === "busy" ? "true" : undefined}
        >
          {items.map((voter) => (
            <Line
              key={voter.id}
              project={project}
              voter={voter}
              onDrop={allowed && voter.kind === "on_behalf" ? () => void drop(voter) : null}
            />
          ))}
        </ul>
      )}
      {!list.whole.value && list.state.value === "ready" && (
        <button type="button" class="button" onClick={list.more}>
          {v.more}
        </button>
      )}
    </div>
  );
}

function Line(props: { project: string; voter: Row; onDrop: (() => void) | null }): JSX.Element {
  const { project, voter, onDrop } = props;
  const name = visitorName(voter.visitor);
  const who = voter.visitor ? (
    <a class="clip" href={paths.visitors(project, voter.visitor.id)} dir="auto">
      {name}
    </a>
  ) : (
    <span class="clip">{name}</span>
  );
  return (
    <li class="voter">
      <span class="voter-who">
        {who}
        <span class={`voter-kind is-${voter.kind}`}>{t.detail[voter.kind]}</span>
      </span>
      <span class="voter-more clip quiet" dir="auto">
        {[voter.company, voter.segment, voter.email].filter(Boolean).join(" · ")}
      </span>
      <span class="voter-where clip quiet">
        {voter.screen && <Route screen={voter.screen} />}
        {voter.object && (
          <>
            {" "}
            <ObjectName object={voter.object} />
          </>
        )}
        {voter.added && <span dir="auto">{v.addedBy(voter.added.by)}</span>}
        {voter.merged_from && <span class="num"> {v.mergedFrom(voter.merged_from)}</span>}
      </span>
      <span class="voter-weight quiet num">{voter.weight !== 1 && v.weighs(decimal(voter.weight))}</span>
      <span class="voter-when quiet num">
        <Age at={voter.cast_at} />
      </span>
      <span class="voter-act">
        {onDrop && (
          <button
            type="button"
            class="button is-bare is-square"
            aria-label={v.remove(name)}
            title={v.remove(name)}
            onClick={onDrop}
          >
            <Icon name="close" />
          </button>
        )}
      </span>
      {voter.added?.note && (
        <p class="voter-note" dir="auto">
          {voter.added.note}
        </p>
      )}
    </li>
  );
}
