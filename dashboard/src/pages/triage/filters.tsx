// The head of triage: the tabs, the order and the filters; on a narrow screen the filters are in a sheet behind one button.
// Does not filter on every key: it waits until typing pauses, so that the history stays short.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { cleared, filterCount, narrows, orders, type TriageFilter, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { Order, RankedRequest, Totals } from "../../base/types";
import type { Paged } from "../../data/paged";
import { Sheet } from "../../ui/dialog";
import { Choice } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { Icon } from "../../ui/icon";
import { lazy } from "../../ui/lazy";
import { Menu } from "../../ui/menu";
import { SearchBox } from "../../ui/search";
import { t } from "../../words/texts";
import { whole } from "../../words/time";
import { totalOf, Views } from "./views";

const Lists = lazy(() => import("./narrowing").then((m) => m.Lists), "over");
const Chips = lazy(() => import("./narrowing").then((m) => m.Chips), "over");
const Saving = lazy(() => import("./saving").then((m) => m.Saving), "over");

type Props = {
  project: string;
  filter: TriageFilter;
  onChange: (next: TriageFilter) => void;
  list: Paged<RankedRequest>;
  totals: Totals | null;
  dense: boolean;
  onDense: (dense: boolean) => void;
  children?: ComponentChildren;
};

/** The title, the tabs, the orders and the filters above the list. */
export function Filters(props: Props): JSX.Element {
  const { filter, onChange, list } = props;
  const sheet = useSignal(false);
  const set = filterCount(filter);
  const clear = (narrows(filter) || filter.saved) && (
    <button type="button" class="button is-bare" onClick={() => onChange(cleared(filter))}>
      {t.act.clear}
    </button>
  );
  return (
    <div class="list-head">
      <div class="list-title">
        <h1>{t.triage.title}</h1>
        <Total {...props} />
        <FreshChip list={list} />
        <span class="gap" />
        {props.children}
        <a
          class="button is-bare is-square"
          href={paths.ranking(props.project, writeTriage({ ...filter, order: "hot", q: "" }))}
          aria-label={t.triage.ranking}
          title={t.triage.ranking}
        >
          <Icon name="sliders" />
        </a>
        <button
          type="button"
          class="button is-bare is-square"
          aria-pressed={props.dense}
          aria-label={t.triage.dense}
          title={props.dense ? t.triage.comfortable : t.triage.dense}
          onClick={() => props.onDense(!props.dense)}
        >
          <Icon name="rows" />
        </button>
        <fieldset class="segmented is-inline">
          <legend class="hidden">{t.triage.order}</legend>
          {orders.map((order) => (
            <label key={order}>
              <input
                type="radio"
                name="order"
                checked={filter.order === order}
                onChange={() => onChange({ ...filter, order })}
              />
              <span>{t.order(order)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <Views project={props.project} filter={filter} totals={props.totals} />
      <search class="filters is-triage">
        <SearchBox label={t.triage.search} value={filter.q} onChange={(q) => onChange({ ...filter, q })} />
        <div class="filter-fields">
          <Menu
            name={t.triage.filtersOn(set)}
            label={
              <>
                <Icon name="triage" />
                {t.triage.filters}
                {set > 0 && <span class="badge num">{set}</span>}
              </>
            }
          >
            {() => <Lists {...props} />}
          </Menu>
        </div>
        <button
          type="button"
          class="button filter-button"
          aria-haspopup="dialog"
          aria-label={t.triage.filtersOn(set)}
          onClick={() => {
            sheet.value = true;
          }}
        >
          <Icon name="triage" />
          {t.triage.filters}
          {set > 0 && <span class="badge num">{set}</span>}
        </button>
      </search>
      {writeTriage(filter) !== "" && (
        <div class="filter-row">
          {set > 0 && <Chips {...props} />}
          {clear}
          <Saving project={props.project} filter={filter} onChange={onChange} />
        </div>
      )}
      {sheet.value && (
        <Sheet
          title={t.triage.filters}
          onClose={() => {
            sheet.value = false;
          }}
        >
          <div class="filter-sheet">
            <Choice
              label={t.triage.order}
              name="order"
              value={filter.order}
              options={orders.map((order) => ({ value: order, label: t.order(order) }))}
              onChange={(order) => onChange({ ...filter, order: order as Order })}
            />
            <Lists {...props} saved />
          </div>
          <footer>
            {clear}
            <button
              type="button"
              class="button is-main"
              onClick={() => {
                sheet.value = false;
              }}
            >
              {t.triage.show(list.whole.value ? list.items.value.length : null)}
            </button>
          </footer>
        </Sheet>
      )}
    </div>
  );
}

/** The number of requests of the tab, and how many of them pass the filters. */
function Total({ filter, list, totals }: Props): JSX.Element {
  const total = totalOf(totals, filter.view);
  const loaded = list.items.value.length;
  const shown = list.whole.value ? whole(loaded) : t.triage.atLeast(loaded);
  const ready = list.state.value !== "first" && total !== null;
  return (
    <span class="quiet num list-count">
      {ready && (narrows(filter) ? t.triage.ofTotal(shown, total) : t.triage.total(total))}
    </span>
  );
}
