// A column of the roadmap: the requests of one status, the most wanted first, and the place that a moved card would take.
// Loads more only when somebody asks.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { type Column as Name, placeIn } from "../../base/roadmap";
import type { RankedRequest } from "../../base/types";
import type { Paged } from "../../data/paged";
import { Trouble } from "../../ui/form";
import { StatusIcon } from "../../ui/icon";
import { Skeleton } from "../../ui/parts";
import { r } from "../../words/roadmap";
import { t } from "../../words/texts";
import { whole } from "../../words/time";
import { Card } from "./card";
import type { Moving } from "./moving";

/** The column. */
export function Column(props: {
  name: Name;
  list: Paged<RankedRequest>;
  allowed: boolean;
  moving: Moving;
  /** The id of the text that says how to move a card. */
  hint: string;
  href: (row: RankedRequest) => string;
  onMenu: (row: RankedRequest) => void;
}): JSX.Element {
  const { name, list, moving } = props;
  const id = useId();
  const rows = list.items.value;
  const state = list.state.value;
  const held = moving.held.value;
  const isTarget = held !== null && held.to === name && held.from !== name;
  const at = isTarget ? placeIn(rows, held.row) : -1;
  const total = list.whole.value ? whole(rows.length) : r.atLeast(rows.length);
  const slot = (
    <li key="slot" class="card-slot" aria-hidden="true">
      {r.drop}
    </li>
  );
  const cards = rows.map((row) => (
    <Card
      key={row.id}
      row={row}
      href={props.href(row)}
      hint={props.hint}
      allowed={props.allowed}
      moving={moving}
      onMenu={props.onMenu}
    />
  ));
  return (
    <section class={isTarget ? "lane is-target" : "lane"} aria-labelledby={id} data-column={name}>
      <h2 class="lane-head">
        <StatusIcon status={name} />
        <span id={id}>{t.status(name)}</span>
        {state !== "first" && <span class="num quiet">{total}</span>}
      </h2>
      {state === "failed" && list.problem.value && (
        <Trouble problem={list.problem.value} onRetry={list.retry} />
      )}
      {state === "first" && <Skeleton lines={4} />}
      {(rows.length > 0 || isTarget) && (
        <ul class="lane-cards">{at < 0 ? cards : [...cards.slice(0, at), slot, ...cards.slice(at)]}</ul>
      )}
      {rows.length === 0 && state === "ready" && !isTarget && <p class="lane-none">{r.nothing[name]}</p>}
      {!list.whole.value && state === "ready" && (
        <button type="button" class="button is-bare" onClick={list.more}>
          {t.act.more}
        </button>
      )}
    </section>
  );
}
