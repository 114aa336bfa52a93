// The head of triage: the tabs, the order and the filters; on a narrow screen the filters are in a sheet behind one button.
// Does not filter on every key: it waits until typing pauses, so that the history stays short.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { filterCount, kinds, narrows, orders, type TriageFilter, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { Kind, Order, RankedRequest, Totals } from "../../base/types";
import { projects, triage } from "../../data/api";
import type { Paged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { session } from "../../data/session";
import { Sheet } from "../../ui/dialog";
import { Choice } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { Icon } from "../../ui/icon";
import { ScreenChoice } from "../../ui/screens";
import { SearchBox } from "../../ui/search";
import { t } from "../../words/texts";
import { whole } from "../../words/time";
import { totalOf, Views } from "./views";

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

/** The filter without what can be cleared. */
export const cleared = ({ view, order }: TriageFilter): TriageFilter => ({
  view,
  order,
  kind: null,
  screen: null,
  assignee: null,
  tag: null,
  q: "",
});

/** The title, the tabs, the orders and the filters above the list. */
export function Filters(props: Props): JSX.Element {
  const { filter, onChange, list } = props;
  const sheet = useSignal(false);
  const set = filterCount(filter);
  const clear = narrows(filter) && (
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
          <Fields {...props} />
          {clear}
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
            <Fields {...props} labelled />
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

/** The choices that narrow the list. */
function Fields({ project, filter, onChange, labelled }: Props & { labelled?: boolean }): JSX.Element {
  const members = useResource(`members ${project}`, () => projects.members(project), 300);
  const tags = useResource(`tags ${project}`, () => triage.tags(project), 120);
  const me = session.value?.member.id;
  const people = (members.data.value?.items ?? []).filter((member) => member.id !== me);
  const hideLabel = !labelled;
  return (
    <>
      <Choice
        hideLabel={hideLabel}
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
        project={project}
        value={filter.screen}
        labelled={labelled}
        onChange={(screen) => onChange({ ...filter, screen })}
      />
      <Choice
        hideLabel={hideLabel}
        label={t.triage.assignee}
        name="assignee"
        value={filter.assignee ?? ""}
        options={withValue(filter.assignee, [
          { value: "", label: t.triage.any.assignee },
          { value: "me", label: t.triage.me },
          { value: "none", label: t.triage.nobody },
          ...people.map((member) => ({ value: member.id, label: member.name })),
        ])}
        onChange={(assignee) => onChange({ ...filter, assignee: assignee || null })}
      />
      <Choice
        hideLabel={hideLabel}
        label={t.triage.tag}
        name="tag"
        value={filter.tag ?? ""}
        options={withValue(filter.tag, [
          { value: "", label: t.triage.any.tag },
          ...(tags.data.value?.items ?? []).map(({ tag }) => ({ value: tag, label: tag })),
        ])}
        onChange={(tag) => onChange({ ...filter, tag: tag || null })}
      />
    </>
  );
}

/** The options with the one that is set, which may be loaded later or be gone. */
function withValue(value: string | null, options: { value: string; label: string }[]) {
  if (!value || options.some((option) => option.value === value)) return options;
  return [...options, { value, label: value.length > 30 ? "…" : value }];
}
