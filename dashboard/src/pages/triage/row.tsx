// One ranked request in the list: its title, why it ranks there, its status and what the team noted about it.
// The whole row is one link; its check box and its menu are beside it.
import type { ComponentChildren, JSX } from "preact";
import { heatShare } from "../../base/heat";
import { initials } from "../../base/initials";
import type { RankedRequest } from "../../base/types";
import { others } from "../../data/presence";
import { HeatBar } from "../../ui/heat";
import { Icon } from "../../ui/icon";
import { Age, KindBadge, Route, StatusBadge } from "../../ui/parts";
import { t } from "../../words/texts";
import { dayName, decimal, now, short } from "../../words/time";
import type { Selection } from "./selection";

/** The headings of the columns. */
export function RowHead({ dense }: { dense: boolean }): JSX.Element {
  const names = t.triage.columns;
  return (
    <div class={dense ? "rows-head" : "rows-head is-roomy"} aria-hidden="true">
      <div class="request-row">
        <span class="rank" />
        <span class="tally">{names.votes}</span>
        <span class="headline">{names.title}</span>
        <span class="at-why">{names.why}</span>
        <span class="at-status">{names.status}</span>
        <span class="at-kind">{names.kind}</span>
        <span class="at-screen">{names.screen}</span>
        <span class="at-when">{names.when}</span>
        <span class="at-who">
          <Icon name="visitors" />
        </span>
        <span class="at-reports">
          <Icon name="reports" />
        </span>
        <span class="at-heat" title={t.triage.heatScale}>
          {names.heat}
        </span>
        <span class="at-age">{names.age}</span>
      </div>
    </div>
  );
}

/** Why a request ranks where it does, short: first what sets it apart, then the votes that every request has. */
function why(item: RankedRequest): string {
  const { votes, reports, unhelpful, voters } = item;
  const clauses = [
    reports > 0 && t.triage.reportsOn(reports, item.screen?.route),
    unhelpful > 0 && t.triage.noAnswers(unhelpful),
    voters.verified > 0 &&
      (voters.verified >= votes ? t.triage.allVerified : t.triage.verified(voters.verified)),
    voters.on_behalf > 0 && t.triage.onBehalf(voters.on_behalf),
    voters.imported > 0 && t.triage.imported(voters.imported),
    t.votes(votes),
  ].filter(Boolean);
  return clauses.join(" · ");
}

/** The initials of those who have the request open besides this member; of the first three. */
function Looking({ request }: { request: string }): JSX.Element | null {
  const names = others(request);
  if (names.length === 0) return null;
  return (
    <span class="lookers" title={t.triage.looking(names)}>
      {names.slice(0, 3).map((name) => (
        <span key={name} class="avatar" aria-hidden="true">
          {initials(name)}
        </span>
      ))}
      <span class="hidden">{t.triage.looking(names)}</span>
    </span>
  );
}

/** The content of a row. */
export function RequestRow(props: {
  item: RankedRequest;
  rank: number;
  children?: ComponentChildren;
}): JSX.Element {
  const { item, rank } = props;
  return (
    <div class="request-row">
      <span class="rank num" title={t.triage.rank}>
        {rank}
        {props.children}
      </span>
      <span class="tally" title={t.votes(item.votes)}>
        <Icon name="up" />
        <span class="num">{short(item.votes)}</span>
        <span class="hidden"> {t.triage.columns.votes}</span>
      </span>
      <span class="headline">
        <span class="row-title">
          {!item.public && (
            <span class="private" title={t.triage.private}>
              <Icon name="lock" />
              <span class="hidden">{t.triage.private}</span>
            </span>
          )}
          <span class="clip" dir="auto" title={item.title}>
            {item.title}
          </span>
          <Looking request={item.id} />
          {item.tags.map((tag) => (
            <i key={tag} class="tag clip" dir="auto">
              {tag}
            </i>
          ))}
        </span>
        <span class="sentence clip">{why(item)}</span>
      </span>
      <span class="at-why clip" title={`${item.sentence}. ${t.votesByKind(item.votes, item.voters)}`}>
        {why(item)}
      </span>
      <span class="at-status">
        <StatusBadge status={item.status} />
      </span>
      <span class="at-kind">
        <KindBadge kind={item.kind} />
      </span>
      <span class="at-screen clip">{item.screen && <Route screen={item.screen} />}</span>
      <span class="at-when">
        <When item={item} />
      </span>
      <span class="at-who">
        {item.assignee && (
          <span class="avatar" title={t.triage.assigned(item.assignee.name)}>
            <span aria-hidden="true">{initials(item.assignee.name)}</span>
            <span class="hidden">{t.triage.assigned(item.assignee.name)}</span>
          </span>
        )}
      </span>
      <span class="at-reports" title={t.reportCount(item.reports)}>
        {item.reports > 0 && (
          <>
            <Icon name="reports" />
            <span class="num">{short(item.reports)}</span>
            <span class="hidden"> {t.nav.reports}</span>
          </>
        )}
      </span>
      <span class="at-heat" title={t.triage.heatValue(decimal(item.heat))}>
        <HeatBar terms={item.explain} width={heatShare(item.heat)} />
        <span class="hidden">{t.triage.heat} </span>
        <span class="num">{decimal(item.heat)}</span>
      </span>
      <span class="at-age num">
        <Age at={item.created_at} />
      </span>
    </div>
  );
}

/** What a request waits for, or else when it is due. */
function When({ item }: { item: RankedRequest }): JSX.Element | null {
  const { snoozed, due } = item;
  if (snoozed) {
    const what = snoozed.until
      ? dayName(snoozed.until.slice(0, 10))
      : t.triage.untilVotes(snoozed.votes ?? 0);
    return (
      <span class="when" title={t.triage.snoozedUntil(what)}>
        <Icon name="clock" />
        <span aria-hidden="true">{what}</span>
        <span class="hidden">{t.triage.snoozedUntil(what)}</span>
      </span>
    );
  }
  if (!due) return null;
  const late = Date.parse(due) + 86_400_000 <= now.value;
  const text = (late ? t.triage.overdue : t.triage.due)(dayName(due));
  return (
    <span class={late ? "when is-late" : "when"} title={text}>
      <Icon name="calendar" />
      <span aria-hidden="true">{dayName(due)}</span>
      <span class="hidden">{text}</span>
    </span>
  );
}

/** The check box and the menu button of a row. */
export function RowTools(props: {
  item: RankedRequest;
  reachable: boolean;
  selection: Selection;
  onMenu: (item: RankedRequest) => void;
}): JSX.Element {
  const { item, selection } = props;
  const tabIndex = props.reachable ? 0 : -1;
  return (
    <>
      <label class="row-check">
        <input
          type="checkbox"
          tabIndex={tabIndex}
          aria-label={t.triage.select(item.number)}
          checked={selection.ids.value.has(item.id)}
          onClick={(event) => {
            const box = event.currentTarget;
            if (event.shiftKey) selection.range(item.id);
            else selection.toggle(item.id);
            // A range may select what the browser has just cleared.
            queueMicrotask(() => {
              box.checked = selection.ids.peek().has(item.id);
            });
          }}
        />
      </label>
      <button
        type="button"
        class="row-menu"
        tabIndex={tabIndex}
        aria-haspopup="dialog"
        aria-label={t.triage.actsOf(item.number)}
        title={t.triage.actsOf(item.number)}
        onClick={() => props.onMenu(item)}
      >
        <Icon name="dots" />
      </button>
    </>
  );
}
