// The head of triage: order, filters and the number of new requests.
// Does not filter on every key: it waits until typing pauses, so that the history stays short.
import type { JSX } from "preact";
import { kinds, narrows, orders, statuses, type TriageFilter } from "../../base/filters";
import type { Kind, RankedRequest } from "../../base/types";
import type { Paged } from "../../data/paged";
import { Choice } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { StatusIcon } from "../../ui/icon";
import { Menu } from "../../ui/menu";
import { ScreenChoice } from "../../ui/screens";
import { SearchBox } from "../../ui/search";
import { t } from "../../words/texts";

/** The title, the orders and the filters above the list. */
export function Filters(props: {
  project: string;
  filter: TriageFilter;
  onChange: (next: TriageFilter) => void;
  list: Paged<RankedRequest>;
  compact: boolean;
}): JSX.Element {
  const { filter, onChange, list } = props;
  const n = list.items.value.length;
  return (
    <div class="list-head">
      <div class="list-title">
        <h1>{t.triage.title}</h1>
        <span class="quiet num list-count">
          {list.state.value !== "first" && t.triage.loaded(n, list.whole.value)}
        </span>
        <FreshChip list={list} />
        <fieldset class="segmented is-inline">
          <legend class="hidden">{t.triage.order}</legend>
          {orders.map((order) => (
            <label key={order}>
              <input
                type="radio"
                name="order"
                checked={filter.order === order}
                onChange={() => onChange({ ...filter, order: order })}
              />
              <span>{t.order(order)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <search class="filters">
        <SearchBox label={t.triage.search} value={filter.q} onChange={(q) => onChange({ ...filter, q })} />
        <StatusMenu filter={filter} onChange={onChange} />
        <Choice
          hideLabel
          label={t.triage.kind}
          name="kind"
          value={filter.kind ?? ""}
          options={[
            { value: "", label: t.triage.any.kind },
            ...kinds.map((kind) => ({ value: kind, label: t.kind(kind) })),
          ]}
          onChange={(kind) => onChange({ ...filter, kind: (kind || null) as Kind | null })}
        />
        <ScreenChoice
          project={props.project}
          value={filter.screen}
          onChange={(screen) => onChange({ ...filter, screen })}
        />
        {narrows(filter) && (
          <button
            type="button"
            class="button is-bare"
            onClick={() => onChange({ order: filter.order, status: [], kind: null, screen: null, q: "" })}
          >
            {t.act.clear}
          </button>
        )}
      </search>
    </div>
  );
}

function StatusMenu(props: { filter: TriageFilter; onChange: (next: TriageFilter) => void }): JSX.Element {
  const { filter, onChange } = props;
  const chosen = filter.status;
  const only = chosen[0];
  const label =
    chosen.length === 0 || !only
      ? t.triage.any.status
      : chosen.length === 1
        ? t.status(only)
        : t.triage.chosen(chosen.length);
  return (
    <Menu
      class="button is-select"
      name={`${t.triage.status}: ${label}`}
      label={<span class="clip">{label}</span>}
    >
      {() => (
        <fieldset class="menu-checks">
          <legend class="hidden">{t.triage.status}</legend>
          {statuses.map((status) => (
            <label key={status} class="menu-item">
              <span>
                <StatusIcon status={status} />
                {t.status(status)}
              </span>
              <input
                type="checkbox"
                checked={chosen.includes(status)}
                onChange={(event) => {
                  const on = event.currentTarget.checked;
                  onChange({
                    ...filter,
                    status: statuses.filter((known) => (known === status ? on : chosen.includes(known))),
                  });
                }}
              />
            </label>
          ))}
        </fieldset>
      )}
    </Menu>
  );
}
