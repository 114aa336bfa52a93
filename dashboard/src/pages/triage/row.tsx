// One ranked request in the list: its title, its heat, and the reason for its rank.
// The whole row is one link.
import type { JSX } from "preact";
import type { RankedRequest } from "../../base/types";
import { HeatBar } from "../../ui/chart";
import { Icon } from "../../ui/icon";
import { Age, KindBadge, Route, StatusBadge } from "../../ui/parts";
import { t } from "../../words/texts";
import { decimal, short } from "../../words/time";

/** The content of a row; `top` is the heat that fills the bar. */
export function RequestRow({
  item,
  rank,
  top,
}: {
  item: RankedRequest;
  rank: number;
  top: number;
}): JSX.Element {
  return (
    <div class="request-row">
      <span class="rank num" title={t.triage.rank}>
        {rank}
      </span>
      <span class="tally" title={t.votes(item.votes)}>
        <Icon name="up" />
        <span class="num">{short(item.votes)}</span>
        <span class="hidden"> {t.detail.votes}</span>
      </span>
      <span class="headline">
        <span class="row-title">
          {!item.public && (
            <span class="private" title={t.triage.private}>
              <Icon name="lock" />
              <span class="hidden">{t.triage.private}</span>
            </span>
          )}
          <span class="clip" dir="auto">
            {item.title}
          </span>
        </span>
        <span class="sentence clip">{item.sentence}</span>
      </span>
      <span class="at-status">
        <StatusBadge status={item.status} />
      </span>
      <span class="at-kind">
        <KindBadge kind={item.kind} />
      </span>
      <span class="at-screen clip">{item.screen && <Route screen={item.screen} />}</span>
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
        <HeatBar terms={item.explain} of={top} />
        <span class="hidden">{t.triage.heat} </span>
        <span class="num">{decimal(item.heat)}</span>
      </span>
      <span class="at-age num">
        <Age at={item.created_at} />
      </span>
    </div>
  );
}
