// The lists of the overview: entries that lead to triage, reports, comments and proposals.
// Empty ones of what needs a decision are left out; a sentence says so where all of them are.
import type { ComponentChildren, JSX } from "preact";
import { paths } from "../../base/paths";
import type { Overview, RankedRequest, RisingRequest } from "../../base/types";
import { Age, Route } from "../../ui/parts";
import { o } from "../../words/overview";
import { t } from "../../words/texts";
import { ago, moment, now } from "../../words/time";

type Decisions = Overview["decide"];

/** A request in triage, whatever its status. */
const request = (project: string, id: string) => paths.triage(project, id, "?view=all");

/** A part of the page, under a hairline. */
export function Section(props: {
  title: string;
  hint?: string | undefined;
  children: ComponentChildren;
  class?: string;
}): JSX.Element {
  return (
    <section class={props.class ? `overview-part ${props.class}` : "overview-part"}>
      <header>
        <h2>{props.title}</h2>
        {props.hint && <p class="quiet">{props.hint}</p>}
      </header>
      {props.children}
    </section>
  );
}

/** What needs a decision today. */
export function Decide({ project, all }: { project: string; all: Decisions }): JSX.Element {
  const groups = [
    all.new.total > 0 && <New key="new" project={project} all={all} />,
    all.woken.total > 0 && (
      <Group
        key="woken"
        title={o.woken}
        total={o.bounded(all.woken.total, 100)}
        more={all.woken.total > all.woken.items.length && o.wokenAll(all.woken.total)}
        href={paths.triage(project)}
      >
        {all.woken.items.map((row) => (
          <Wanted key={row.id} project={project} row={row} />
        ))}
      </Group>
    ),
    all.proposals.length > 0 && <Proposals key="proposals" project={project} all={all} />,
    all.unsolved.length > 0 && <Unsolved key="unsolved" project={project} all={all} />,
    all.comments.total > 0 && <Comments key="comments" project={project} all={all} />,
    all.reports.total > 0 && <Reports key="reports" project={project} all={all} />,
  ].filter(Boolean);
  return (
    <Section title={o.decide} hint={groups.length === 0 ? `${o.nothing} ${o.nothingHint}` : undefined}>
      {groups.length > 0 && <div class="overview-groups">{groups}</div>}
    </Section>
  );
}

function Group(props: {
  title: string;
  total?: string;
  more?: string | false;
  href?: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="overview-group">
      <h3>
        {props.title} {props.total && <span class="num">{props.total}</span>}
      </h3>
      <ol>{props.children}</ol>
      {props.more && props.href && (
        <a class="overview-more" href={props.href}>
          {props.more}
        </a>
      )}
    </section>
  );
}

/** An entry: what it is about, which is the link, and a line below it. */
function Entry(props: {
  href: string;
  title: string;
  mark?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <li>
      <a href={props.href} dir="auto">
        {props.title}
      </a>
      {props.mark}
      <p class="quiet">{props.children}</p>
    </li>
  );
}

function Wanted({ project, row }: { project: string; row: RankedRequest }): JSX.Element {
  return (
    <Entry href={request(project, row.id)} title={row.title}>
      <span class="num">{t.number(row.number)}</span> · {row.sentence}
    </Entry>
  );
}

type Of = { project: string; all: Decisions };

function New({ project, all }: Of): JSX.Element {
  return (
    <Group
      title={o.new}
      total={o.bounded(all.new.total, Number.POSITIVE_INFINITY)}
      more={all.new.total > all.new.items.length && o.newAll(all.new.total)}
      href={paths.triage(project)}
    >
      {all.new.items.map((row) => (
        <Wanted key={row.id} project={project} row={row} />
      ))}
    </Group>
  );
}

function Comments({ project, all }: Of): JSX.Element {
  const { items, total } = all.comments;
  return (
    <Group
      title={o.comments}
      total={o.bounded(total, 100)}
      more={total > items.length && o.commentsAll(total)}
      href={paths.comments(project)}
    >
      {items.map((row) => (
        <Entry key={row.id} href={paths.comments(project)} title={row.excerpt}>
          <span dir="auto">{o.on(row.request_number, row.request_title)}</span> ·{" "}
          <Age at={row.created_at} long />
        </Entry>
      ))}
    </Group>
  );
}

function Reports({ project, all }: Of): JSX.Element {
  const { items, total } = all.reports;
  const search = "?linked=false";
  return (
    <Group
      title={o.reports}
      total={o.bounded(total, 100)}
      more={total > items.length && o.reportsAll(total)}
      href={paths.reports(project, null, search)}
    >
      {items.map((row) => (
        <Entry key={row.id} href={paths.reports(project, row.id, search)} title={row.title}>
          <Route screen={row.screen} /> · <Age at={row.created_at} long />
        </Entry>
      ))}
    </Group>
  );
}

function Proposals({ project, all }: Of): JSX.Element {
  return (
    <Group title={o.proposals}>
      {all.proposals.map((row) => (
        <Entry key={row.id} href={paths.proposals(project, row.id)} title={row.question}>
          {row.closed
            ? o.closed(ago(row.closes_at ?? "", now.value))
            : o.closes(moment(row.closes_at ?? new Date(now.value).toISOString()))}
        </Entry>
      ))}
    </Group>
  );
}

function Unsolved({ project, all }: Of): JSX.Element {
  return (
    <Group title={o.unsolved}>
      {all.unsolved.map((row) => (
        <Entry key={row.id} href={request(project, row.id)} title={row.title}>
          <span class="num">{t.number(row.number)}</span> · {o.no(row.no)}
          {row.reason && (
            <q class="overview-said" dir="auto">
              {row.reason}
            </q>
          )}
        </Entry>
      ))}
    </Group>
  );
}

/** What is hot, and what rises. */
export function Hot({ project, all }: { project: string; all: Overview }): JSX.Element {
  return (
    <div class="overview-pair">
      <Section title={o.hot} hint={all.hot.length > 0 ? o.hotHint : o.noHot}>
        <ol class="overview-rows">
          {all.hot.map((row) => (
            <Wanted key={row.id} project={project} row={row} />
          ))}
        </ol>
      </Section>
      <Section title={o.rising} hint={all.rising.length > 0 ? o.risingHint : o.noRising}>
        <ol class="overview-rows">
          {all.rising.map((row) => (
            <Risen key={row.id} project={project} row={row} />
          ))}
        </ol>
      </Section>
    </div>
  );
}

function Risen({ project, row }: { project: string; row: RisingRequest }): JSX.Element {
  return (
    <Entry
      href={request(project, row.id)}
      title={row.title}
      mark={<strong class="num overview-gain">{o.rose(row.gained)}</strong>}
    >
      <span class="num">{t.number(row.number)}</span> · {o.roseFrom(row.before, row.before + row.gained)}
    </Entry>
  );
}

/** What waits longest. */
export function Waiting({ project, rows }: { project: string; rows: RankedRequest[] }): JSX.Element {
  return (
    <Section title={o.waiting} hint={rows.length > 0 ? o.waitingHint : o.noWaiting}>
      {rows.length > 0 && (
        <ol class="overview-rows">
          {rows.map((row) => (
            <Entry key={row.id} href={request(project, row.id)} title={row.title}>
              <span class="num">{t.number(row.number)}</span> · {t.votes(row.votes)} · {o.sent}{" "}
              <Age at={row.created_at} long />
            </Entry>
          ))}
        </ol>
      )}
    </Section>
  );
}
