// The head of triage: order, filters and what came since.
// It refuses to apply text on every key: typing settles first, so that the address has no noise.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { kinds, narrows, orders, statuses, type TriageFilter } from "../../base/filters";
import type { Kind, RankedRequest } from "../../base/types";
import { facts } from "../../data/api";
import type { Paged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { Choice } from "../../ui/form";
import { Icon, StatusIcon } from "../../ui/icon";
import { Menu } from "../../ui/menu";
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
          {orders.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="order"
                checked={filter.order === one}
                onChange={() => onChange({ ...filter, order: one })}
              />
              <span>{t.order(one)}</span>
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
            ...kinds.map((one) => ({ value: one, label: t.kind(one) })),
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

/** Says that rows exist which are not shown, and shows them when asked. */
export function FreshChip<T>({ list }: { list: Paged<T> }): JSX.Element {
  const chip = useRef<HTMLSpanElement>(null);
  const show = async () => {
    await list.reload();
    const pane = chip.current?.closest(".split-list")?.querySelector(".rows");
    pane?.scrollTo({ top: 0 });
    // The button is gone; the newest row is what was asked for.
    requestAnimationFrame(() => pane?.querySelector<HTMLElement>("[data-row]")?.focus());
  };
  return (
    <span ref={chip} role="status" class="fresh">
      {list.moved.value && (
        <button type="button" class="chip" title={t.triage.freshHint} onClick={() => void show()}>
          <Icon name="up" />
          {t.triage.fresh(list.added.value)}
        </button>
      )}
    </span>
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
          {statuses.map((one) => (
            <label key={one} class="menu-item">
              <span>
                <StatusIcon status={one} />
                {t.status(one)}
              </span>
              <input
                type="checkbox"
                checked={chosen.includes(one)}
                onChange={(event) => {
                  const on = event.currentTarget.checked;
                  onChange({
                    ...filter,
                    status: statuses.filter((known) => (known === one ? on : chosen.includes(known))),
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

/** A select of the project's screens, by route. */
export function ScreenChoice(props: {
  project: string;
  value: string | null;
  onChange: (screen: string | null) => void;
}): JSX.Element {
  const screens = useResource(
    `screens ${props.project}`,
    () => facts.screens(props.project, { order: "route" }, { limit: 100 }),
    120,
  );
  const found = screens.data.value?.items ?? [];
  const select = useRef<HTMLDivElement>(null);
  // A select drops a value whose option is not there yet: put it back when the options arrive.
  useEffect(() => {
    const element = select.current?.querySelector("select");
    if (element) element.value = props.value ?? "";
  }, [found.length, props.value]);
  return (
    <div ref={select} class="screen-choice">
      <Choice
        hideLabel
        label={t.triage.screen}
        name="screen"
        value={props.value ?? ""}
        options={[
          { value: "", label: t.triage.any.screen },
          ...found.map((one) => ({ value: one.id, label: one.route })),
        ]}
        onChange={(screen) => props.onChange(screen || null)}
      />
    </div>
  );
}
