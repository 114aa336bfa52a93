// The tabs of triage with their totals: what needs a decision, what is snoozed, and one for each status.
// They are links: a tab is a part of the address.
import type { JSX } from "preact";
import { ofTab, type TriageFilter, type View, views, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { Totals } from "../../base/types";
import { Icon, StatusIcon } from "../../ui/icon";
import { t } from "../../words/texts";
import { short, whole } from "../../words/time";

/** How many requests a tab has; null until that is known. */
export function totalOf(totals: Totals | null, view: View): number | null {
  if (!totals) return null;
  if (view === "decide") return totals.needs_decision;
  if (view === "snoozed") return totals.snoozed;
  const counted = totals.statuses.filter(({ status }) => view === "all" || status === view);
  return counted.reduce((sum, one) => sum + one.requests, 0);
}

/** The tabs; another tab keeps the other filters. */
export function Views(props: { project: string; filter: TriageFilter; totals: Totals | null }): JSX.Element {
  const { project, filter, totals } = props;
  return (
    <nav class="views" aria-label={t.triage.views}>
      {views.map((view) => {
        const total = totalOf(totals, view);
        return (
          <a
            key={view}
            href={paths.triage(project, null, writeTriage(ofTab(filter, view)))}
            aria-current={view === filter.view ? "page" : undefined}
            title={total === null ? t.triage.view[view] : `${t.triage.view[view]}: ${whole(total)}`}
          >
            {view === "snoozed" ? (
              <Icon name="clock" />
            ) : (
              view !== "decide" && view !== "all" && <StatusIcon status={view} />
            )}
            <span class={view === "decide" || view === "all" ? "" : "view-name"}>{t.triage.view[view]}</span>{" "}
            <span class="num quiet">{total === null ? "" : short(total)}</span>
          </a>
        );
      })}
    </nav>
  );
}
