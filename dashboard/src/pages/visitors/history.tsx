// What a visitor asked for, voted on and was told, as lists.
// Words nothing again: what was told is shown as the visitor reads it.
import type { ComponentChildren, JSX } from "preact";
import { paths } from "../../base/paths";
import type { AskedItem, Status, ToldItem, VotedItem } from "../../base/types";
import { facts } from "../../data/api";
import { type Paged, type Reader, usePaged } from "../../data/paged";
import { Trouble } from "../../ui/form";
import { StatusIcon } from "../../ui/icon";
import { Age, Skeleton, StatusBadge } from "../../ui/parts";
import { Said } from "../../ui/said";
import { t } from "../../words/pages";
import { decimal } from "../../words/time";
import "../../styles/visitors.css?later";

const v = t.visitors;

type Props = { project: string; visitor: string };
type Named<T> = T & { id: string };

/** A list whose rows get a name to be told apart by. */
function useNamed<T>(key: string, read: Reader<T>, name: (item: T) => string): Paged<Named<T>> {
  return usePaged<Named<T>>(key, async (reading) => {
    const answer = await read(reading);
    const items = answer.data.items.map((item) => ({ ...item, id: name(item) }));
    return { ...answer, data: { ...answer.data, items } };
  });
}

/** The rows of a list, or why there are none. */
function List<T extends { id: string }>(props: {
  list: Paged<T>;
  label: string;
  none: string;
  row: (item: T) => ComponentChildren;
}): JSX.Element {
  const { list } = props;
  const items = list.items.value;
  return (
    <>
      {list.problem.value && <Trouble problem={list.problem.value} onRetry={list.retry} />}
      {list.state.value === "first" && <Skeleton lines={6} row />}
      {list.state.value === "ready" && items.length === 0 && (
        <p class="quiet" role="status">
          {props.none}
        </p>
      )}
      {items.length > 0 && (
        <ul class="lines is-history" aria-label={props.label}>
          {items.map((item) => (
            <li key={item.id}>{props.row(item)}</li>
          ))}
        </ul>
      )}
      {!list.whole.value && list.state.value === "ready" && (
        <button type="button" class="button" onClick={list.more}>
          {v.more}
        </button>
      )}
    </>
  );
}

function RequestLink(props: {
  project: string;
  request: { id: string; number: number; title: string; status?: Status };
}): JSX.Element {
  const { project, request } = props;
  return (
    <a class="clip" href={paths.triage(project, request.id)}>
      {request.status && <StatusIcon status={request.status} />}{" "}
      <span class="num quiet">{t.number(request.number)}</span> <span dir="auto">{request.title}</span>
    </a>
  );
}

/** Requests, reports and comments of the visitor. */
export function Asked({ project, visitor }: Props): JSX.Element {
  const list = useNamed<AskedItem>(
    `asked ${visitor}`,
    (reading) => facts.asked(project, visitor, reading),
    (item) => (item.kind === "request" ? item.request.id : item.id),
  );
  return (
    <List
      list={list}
      label={v.asked}
      none={v.noAsked}
      row={(item) => (
        <>
          <span class="line-head">
            {item.kind === "request" && <RequestLink project={project} request={item.request} />}
            {item.kind === "report" && (
              <a class="clip" href={paths.reports(project, item.id)}>
                <span class="quiet">{v.report(item.number)}</span> <span dir="auto">{item.title}</span>
              </a>
            )}
            {item.kind === "comment" && (
              <a class="clip" href={`${paths.triage(project, item.request.id)}?tab=comments`}>
                <span class="quiet">{v.commentOn(item.request.number)}</span>{" "}
                <span dir="auto">{item.request.title}</span>
              </a>
            )}
            <span class="gap" />
            {item.kind === "request" && (
              <span class="status quiet">
                {t.status(item.request.status)} · {t.votes(item.request.votes)}
              </span>
            )}
            <span class="quiet num">
              <Age at={item.at} />
            </span>
          </span>
          {item.kind === "comment" && item.body && (
            <p class="line-text" dir="auto">
              {item.body}
            </p>
          )}
          {item.kind === "report" && item.request && <RequestLink project={project} request={item.request} />}
        </>
      )}
    />
  );
}

/** The votes of the visitor. */
export function Voted({ project, visitor }: Props): JSX.Element {
  const list = useNamed<VotedItem>(
    `voted ${visitor}`,
    (reading) => facts.voted(project, visitor, reading),
    (item) => item.request.id,
  );
  const how = (item: VotedItem) =>
    [
      item.kind === "on_behalf" && (item.added ? v.addedBy(item.added.by) : t.detail.on_behalf),
      item.merged_from && v.mergedFrom(item.merged_from),
      item.weight !== 1 && v.weighs(decimal(item.weight)),
      t.status(item.request.status),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <List
      list={list}
      label={v.voted}
      none={v.noVotes}
      row={(item) => (
        <>
          <span class="line-head">
            <RequestLink project={project} request={item.request} />
            <span class="gap" />
            <span class="status quiet" dir="auto">
              {how(item)}
            </span>
            <span class="quiet num">
              <Age at={item.cast_at} />
            </span>
          </span>
          {item.added?.note && (
            <p class="line-text" dir="auto">
              {item.added.note}
            </p>
          )}
        </>
      )}
    />
  );
}

/** What tells an entry from others. */
function nameOf(item: ToldItem): string {
  switch (item.kind) {
    case "decision":
    case "reply":
      return `${item.kind} ${item.request.id} ${item.at}`;
    case "release_note":
      return `${item.kind} ${item.title} ${item.at}`;
    case "proposal":
      return `${item.kind} ${item.slug} ${item.at}`;
    case "report_reply":
      return `${item.kind} ${item.report.id} ${item.at}`;
  }
}

/** What the visitor is told: the entries of its "What's new". */
export function Told({ project, visitor }: Props): JSX.Element {
  const list = useNamed<ToldItem>(
    `told ${visitor}`,
    (reading) => facts.told(project, visitor, reading),
    nameOf,
  );
  return (
    <List
      list={list}
      label={v.told}
      none={v.noTold}
      row={(item) => (
        <>
          <span class="line-head">
            <What item={item} />
            <span class="gap" />
            <span class="quiet">{item.unseen ? v.unseen : v.seen}</span>
            <span class="quiet num">
              <Age at={item.at} />
            </span>
          </span>
          <About project={project} item={item} />
          {item.text.length > 0 && <Said parts={item.text} />}
        </>
      )}
    />
  );
}

/** What happened. */
function What({ item }: { item: ToldItem }): JSX.Element {
  switch (item.kind) {
    case "decision":
      return <StatusBadge status={item.status} />;
    case "reply":
      return <span>{v.reply}</span>;
    case "release_note":
      return (
        <span dir="auto">
          {v.releaseNote} {item.title} {item.version}
        </span>
      );
    case "proposal":
      return (
        <span dir="auto">
          {v.proposal} {item.question}
        </span>
      );
    case "report_reply":
      return <span>{v.reportReply}</span>;
  }
}

/** What an entry is about. */
function About({ project, item }: { project: string; item: ToldItem }): JSX.Element | null {
  switch (item.kind) {
    case "decision":
    case "reply":
      return <RequestLink project={project} request={item.request} />;
    case "release_note":
      return (
        <>
          {item.requests.map((request) => (
            <RequestLink key={request.id} project={project} request={request} />
          ))}
        </>
      );
    case "report_reply":
      return (
        <a class="clip" href={paths.reports(project, item.report.id)}>
          <span class="quiet">{v.report(item.report.number)}</span>{" "}
          <span dir="auto">{item.report.title}</span>
        </a>
      );
    case "proposal":
      return null;
  }
}
