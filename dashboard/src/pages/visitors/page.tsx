// Visitors: who gave feedback, narrowed by segment, company and kind.
// Keeps no filter of its own: it is in the address.
import { Fragment, type JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { search } from "../../base/filters";
import { paths } from "../../base/paths";
import type { VisitorRow } from "../../base/types";
import { facts, triage } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { Choice, Trouble } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { Icon } from "../../ui/icon";
import { Age, Empty, Skeleton, useTitle, visitorName } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { SearchBox } from "../../ui/search";
import { Split } from "../../ui/split";
import { t } from "../../words/pages";
import type { PageProps } from "../props";
import { Visitor } from "./visitor";

/** The visitors page. */
export function Visitors({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const { q = "", segment = "", company = "" } = query;
  const kind = query.kind === "identified" || query.kind === "anonymous" ? query.kind : "";
  const filter = { q, segment, company, kind };
  const tail = search(filter);
  const isNarrowed = tail !== "";
  useTitle(t.visitors.title);
  const list = usePaged<VisitorRow>(
    `${project}${tail}`,
    (reading) =>
      facts.visitors(
        project,
        {
          q: q.trim() || undefined,
          segment: segment || undefined,
          company: company || undefined,
          kind: kind || undefined,
        },
        reading,
      ),
    id ?? null,
  );
  const segments = useResource(`segments ${project}`, () => triage.segments(project), 300);
  const known = (segments.data.value?.items ?? []).map((one) => one.segment);
  if (segment && !known.includes(segment)) known.push(segment);
  // No event names a visitor, but each means that one did something. Under many votes, this reads every 5 to 15 seconds.
  const soon = useSoon(list.refresh, 10_000);
  useLive({ request: soon, report: soon, answers: soon, deleted: soon, restored: soon, resync: soon });
  const open = id ?? null;
  const choose = (part: Partial<typeof filter>) =>
    route(paths.visitors(project, open, search({ ...filter, ...part })), true);
  return (
    <Split
      open={open}
      label={t.act.details}
      onClose={() => route(paths.visitors(project, null, tail))}
      head={
        <div class="list-head">
          <div class="list-title">
            <h1>{t.visitors.title}</h1>
            <FreshChip list={list} />
          </div>
          <search class="filters">
            <SearchBox label={t.visitors.search} value={q} onChange={(next) => choose({ q: next })} />
            <Choice
              hideLabel
              label={t.visitors.kind}
              name="kind"
              value={kind}
              options={[
                { value: "", label: t.visitors.anyKind },
                { value: "identified", label: t.visitors.identified },
                { value: "anonymous", label: t.visitors.anonymous },
              ]}
              onChange={(next) => choose({ kind: next as typeof kind })}
            />
            {known.length > 0 && (
              <Choice
                hideLabel
                label={t.visitors.segment}
                name="segment"
                value={segment}
                options={[
                  { value: "", label: t.visitors.anySegment },
                  ...known.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(next) => choose({ segment: next })}
              />
            )}
            {company && (
              <button
                type="button"
                class="chip"
                aria-label={t.visitors.removeFilter(t.visitors.onlyCompany(company))}
                onClick={() => choose({ company: "" })}
              >
                <span dir="auto">{t.visitors.onlyCompany(company)}</span>
                <Icon name="close" />
              </button>
            )}
          </search>
        </div>
      }
      list={
        list.state.value === "first" ? (
          <Skeleton lines={12} row />
        ) : list.state.value === "failed" && list.problem.value && list.items.value.length === 0 ? (
          <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />
        ) : list.items.value.length === 0 && list.state.value === "ready" ? (
          <Empty
            icon="visitors"
            title={isNarrowed ? t.visitors.none : t.visitors.empty}
            hint={isNarrowed ? t.visitors.noneHint : t.visitors.emptyHint}
          >
            {isNarrowed && (
              <button
                type="button"
                class="button"
                onClick={() => choose({ q: "", segment: "", company: "", kind: "" })}
              >
                {t.act.clear}
              </button>
            )}
          </Empty>
        ) : (
          <Rows
            list={list}
            place={`visitors ${project}${tail}`}
            label={t.visitors.title}
            open={open}
            href={(item) => paths.visitors(project, item.id, tail)}
            onOpen={(item) => route(paths.visitors(project, item.id, tail), open !== null)}
            row={(item) => <Row item={item} />}
          />
        )
      }
      detail={
        open && (
          <Visitor
            key={open}
            project={project}
            visitor={open}
            back={paths.visitors(project, null, tail)}
            onGone={() => void list.reload()}
          />
        )
      }
    />
  );
}

function Row({ item }: { item: VisitorRow }): JSX.Element {
  const more = [item.email, item.company, item.segment].filter(Boolean);
  return (
    <div class="visitor-row">
      <span class={`avatar is-${item.kind}`} aria-hidden="true">
        {item.name ? item.name.slice(0, 1).toUpperCase() : <Icon name="visitors" />}
      </span>
      <span class="headline">
        <span class="row-title">
          <span class="clip" dir="auto">
            {visitorName(item)}
          </span>
        </span>
        <span class="sentence clip">
          {more.length > 0
            ? more.map((trait, index) => (
                <Fragment key={index}>
                  {index > 0 && " · "}
                  <span dir="auto">{trait}</span>
                </Fragment>
              ))
            : t.visitors[item.kind]}
        </span>
      </span>
      <span class="at-count num">{t.votes(item.votes)}</span>
      <span class="at-count num">{t.reportCount(item.reports)}</span>
      <span class="at-count num">{t.requestCount(item.requests)}</span>
      <span class="at-age num">
        <Age at={item.seen_at} />
      </span>
    </div>
  );
}
