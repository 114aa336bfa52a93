// Visitors: who gave feedback, and the requests and reports of each.
// Shows only what visitors gave; anonymising asks first, because it cannot be undone.
import { useSignal } from "@preact/signals";
import { Fragment, type JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { announce } from "../../base/announce";
import { search } from "../../base/filters";
import { paths } from "../../base/paths";
import type { VisitorDetail, VisitorRow } from "../../base/types";
import { facts } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Trouble } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { Icon, StatusIcon } from "../../ui/icon";
import { Age, Around, Empty, Part, Skeleton, useTitle, visitorName } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { SearchBox } from "../../ui/search";
import { Split } from "../../ui/split";
import { t } from "../../words/pages";
import type { PageProps } from "../props";

/** The visitors page. */
export function Visitors({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const q = query.q ?? "";
  const tail = search({ q });
  useTitle(t.visitors.title);
  const list = usePaged<VisitorRow>(
    `${project}${tail}`,
    (reading) => facts.visitors(project, { q: q.trim() || undefined }, reading),
    id ?? null,
  );
  // No event names a visitor, but each means that one did something. Under many votes, this reads every 5 to 15 seconds.
  const soon = useSoon(list.refresh, 10_000);
  useLive({ request: soon, report: soon, answers: soon, deleted: soon, restored: soon, resync: soon });
  const open = id ?? null;
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
            <SearchBox
              label={t.visitors.search}
              value={q}
              onChange={(next) => route(paths.visitors(project, open, search({ q: next })), true)}
            />
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
            title={q ? t.visitors.none : t.visitors.empty}
            hint={q ? t.visitors.noneHint : t.visitors.emptyHint}
          />
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

function Visitor(props: { project: string; visitor: string; back: string; onGone: () => void }): JSX.Element {
  const { project, visitor } = props;
  const found = useResource<VisitorDetail>(visitor, () => facts.visitor(project, visitor), 60);
  const asking = useSignal(false);
  const detail = found.data.value;
  const anonymise = async () => {
    await facts.anonymise(project, visitor);
    announce(t.visitors.anonymised);
    void found.reload();
    props.onGone();
  };
  return (
    <article class="detail">
      <div class="detail-bar">
        <a class="button is-bare" href={props.back}>
          <Icon name="back" />
          {t.visitors.back}
        </a>
        <span class="gap" />
        {detail && (detail.kind === "identified" || detail.email) && may(roleIn(project), "configure") && (
          <button
            type="button"
            class="button is-loss-quiet"
            onClick={() => {
              asking.value = true;
            }}
          >
            {t.visitors.anonymise}
          </button>
        )}
      </div>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {detail ? <Body project={project} detail={detail} /> : !found.problem.value && <Skeleton lines={10} />}
      {asking.value && detail && (
        <Confirm
          title={<Around text={t.visitors.anonymiseTitle(visitorName(detail))} said={visitorName(detail)} />}
          text={t.visitors.anonymiseText}
          act={t.visitors.anonymise}
          onConfirm={anonymise}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </article>
  );
}

function Body({ project, detail }: { project: string; detail: VisitorDetail }): JSX.Element {
  const rows = [
    [t.visitors.email, detail.email],
    [t.visitors.company, detail.company],
    [t.visitors.segment, detail.segment],
  ].filter((row): row is [string, string] => Boolean(row[1]));
  return (
    <>
      <header class="detail-head">
        <p class="facts">{t.visitors[detail.kind]}</p>
        <h2 dir="auto">{visitorName(detail)}</h2>
        <dl class="pairs">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
          <div>
            <dt>{t.visitors.first}</dt>
            <dd>
              <Age at={detail.created_at} long />
            </dd>
          </div>
          <div>
            <dt>{t.visitors.last}</dt>
            <dd>
              <Age at={detail.seen_at} long />
            </dd>
          </div>
        </dl>
      </header>
      <Part title={t.visitors.voted}>
        {detail.voted.length === 0 && <p class="quiet">{t.visitors.noVotes}</p>}
        <ul class="lines">
          {detail.voted.map((request) => (
            <li key={request.id}>
              <a class="clip" href={paths.triage(project, request.id)}>
                <StatusIcon status={request.status} />{" "}
                <span class="num quiet">{t.number(request.number)}</span>{" "}
                <span dir="auto">{request.title}</span>
              </a>
              <span class="gap" />
              <span class="status quiet">{t.status(request.status)}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t.visitors.reported}>
        {detail.reported.length === 0 && <p class="quiet">{t.visitors.noReports}</p>}
        <ul class="lines">
          {detail.reported.map((report) => (
            <li key={report.id}>
              <a class="clip" href={paths.reports(project, report.id)}>
                <span class="num quiet">{t.number(report.number)}</span>{" "}
                <span dir="auto">{report.title}</span>
              </a>
              <span class="gap" />
              <span class="quiet">
                <Age at={report.created_at} />
              </span>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}
