// The filters of triage: lists of check boxes for what has several values, days, and what is yes or no; and a chip for each that is set.
// Keeps nothing: what is chosen is in the address.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { kinds, maxValues, statuses, type TriageFilter, type Valued, valued } from "../../base/filters";
import { facts, projects, triage } from "../../data/api";
import { useResource } from "../../data/resource";
import { session } from "../../data/session";
import { Check, Choice } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { SavedLinks } from "../../ui/saved";
import { t } from "../../words/texts";
import { w } from "../../words/views";
import "../../styles/views.css?later";

type Props = { project: string; filter: TriageFilter; onChange: (next: TriageFilter) => void };
type Value = { value: string; label: string };

/** A list of more values can be searched. */
const longList = 8;

/** The values that each filter offers. */
function useValues(project: string): Record<Valued, Value[]> {
  const members = useResource(`members ${project}`, () => projects.members(project), 300);
  const tags = useResource(`tags ${project}`, () => triage.tags(project), 120);
  const segments = useResource(`segments ${project}`, () => triage.segments(project), 300);
  const screens = useResource(
    `screens ${project}`,
    () => facts.screens(project, { order: "route" }, { limit: 100 }),
    120,
  );
  const me = session.value?.member.id;
  const others = (members.data.value?.items ?? []).filter((member) => member.id !== me);
  return {
    status: statuses.map((value) => ({ value, label: t.status(value) })),
    kind: kinds.map((value) => ({ value, label: t.kind(value) })),
    screen: (screens.data.value?.items ?? []).map(({ id, route }) => ({ value: id, label: route })),
    assignee: [
      { value: "me", label: t.triage.me },
      { value: "none", label: t.triage.nobody },
      ...others.map(({ id, name }) => ({ value: id, label: name })),
    ],
    tag: (tags.data.value?.items ?? []).map(({ tag }) => ({ value: tag, label: tag })),
    segment: (segments.data.value?.items ?? []).map(({ segment }) => ({ value: segment, label: segment })),
  };
}

/** What is called so; one that is not loaded, or is gone, by the beginning of its name. */
const labelOf = (values: Value[], value: string) =>
  values.find((one) => one.value === value)?.label ?? (value.length > 30 ? "…" : value);

/** The filter with other values; statuses and snoozing say more than a tab, so that all requests are shown. */
const withValues = (filter: TriageFilter, name: Valued, values: string[]): TriageFilter => ({
  ...filter,
  ...(name === "status" && values.length > 0 && { view: "all" }),
  [name]: values,
});

/** The lists of all filters; `saved` shows the saved views, too, where the navigation has no room for them. */
export function Lists({ project, filter, onChange, saved }: Props & { saved?: boolean }): JSX.Element {
  const values = useValues(project);
  const open = useRef(valued.filter((name) => filter[name].length > 0)).current;
  const either = (name: "reports" | "snoozed") => ({
    name,
    label: w[name],
    value: filter[name] === null ? "" : String(filter[name]),
  });
  const read = (text: string) => (text === "" ? null : text === "true");
  return (
    <div class="filter-lists">
      {saved && <SavedLinks project={project} chosen={filter.saved} />}
      {valued.map((name) => (
        <details key={name} open={open.includes(name)}>
          <summary>
            {w.name[name]}
            {filter[name].length > 0 && <span class="badge num">{filter[name].length}</span>}
          </summary>
          <Values
            name={name}
            values={values[name]}
            chosen={filter[name]}
            onChange={(next) => onChange(withValues(filter, name, next))}
          />
        </details>
      ))}
      <fieldset class="filter-days">
        <legend>{w.suggested}</legend>
        {(["from", "to"] as const).map((name) => (
          <label key={name}>
            <span>{w[name]}</span>
            <input
              type="date"
              class="input"
              value={filter[name] ?? ""}
              min={name === "to" ? (filter.from ?? undefined) : "2000-01-01"}
              max={name === "from" ? (filter.to ?? undefined) : "2999-12-31"}
              onChange={(event) => {
                const input = event.currentTarget;
                if (input.validity.valid) onChange({ ...filter, [name]: input.value || null });
              }}
            />
          </label>
        ))}
      </fieldset>
      <Choice
        {...either("reports")}
        options={[
          { value: "", label: w.any },
          { value: "true", label: w.with },
          { value: "false", label: w.without },
        ]}
        onChange={(text) => onChange({ ...filter, reports: read(text) })}
      />
      <Choice
        {...either("snoozed")}
        options={[
          { value: "", label: w.any },
          { value: "true", label: w.isSnoozed },
          { value: "false", label: w.notSnoozed },
        ]}
        onChange={(text) => onChange({ ...filter, view: "all", snoozed: read(text) })}
      />
    </div>
  );
}

/** The check boxes of one filter. */
function Values(props: {
  name: Valued;
  values: Value[];
  chosen: readonly string[];
  onChange: (values: string[]) => void;
}): JSX.Element {
  const { name, values, chosen } = props;
  const text = useSignal("");
  const wanted = text.value.trim().toLowerCase();
  const gone = chosen.filter((value) => !values.some((one) => one.value === value));
  const all = [...values, ...gone.map((value) => ({ value, label: labelOf(values, value) }))];
  const shown = all.filter(({ label }) => label.toLowerCase().includes(wanted));
  const full = chosen.length >= maxValues;
  return (
    <fieldset class="filter-values">
      <legend class="hidden">{w.name[name]}</legend>
      {all.length > longList && (
        <input
          type="search"
          class="input"
          aria-label={w.find(w.name[name])}
          placeholder={w.find(w.name[name])}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      )}
      {full && <p class="hint">{w.full}</p>}
      {shown.length === 0 && <p class="hint">{all.length === 0 ? w.nothing : w.noMatch}</p>}
      {shown.map(({ value, label }) => (
        <Check
          key={value}
          name={name}
          label={label}
          checked={chosen.includes(value)}
          disabled={full && !chosen.includes(value)}
          onChange={(checked) =>
            props.onChange(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
          }
        />
      ))}
    </fieldset>
  );
}

/** A chip for each value that is set, which removes it. */
export function Chips({ project, filter, onChange }: Props): JSX.Element {
  const values = useValues(project);
  const chips: { key: string; text: string; next: TriageFilter }[] = [];
  for (const name of valued)
    for (const value of filter[name]) {
      const rest = filter[name].filter((one) => one !== value);
      const text = `${w.name[name]}: ${labelOf(values[name], value)}`;
      chips.push({ key: `${name} ${value}`, text, next: { ...filter, [name]: rest } });
    }
  if (filter.from)
    chips.push({
      key: "from",
      text: `${w.suggested} ${w.fromDay(filter.from)}`,
      next: { ...filter, from: null },
    });
  if (filter.to)
    chips.push({ key: "to", text: `${w.suggested} ${w.toDay(filter.to)}`, next: { ...filter, to: null } });
  if (filter.reports !== null)
    chips.push({
      key: "reports",
      text: filter.reports ? w.with : w.without,
      next: { ...filter, reports: null },
    });
  if (filter.snoozed !== null)
    chips.push({
      key: "snoozed",
      text: filter.snoozed ? w.isSnoozed : w.notSnoozed,
      next: { ...filter, snoozed: null },
    });
  return (
    <ul class="filter-chips" aria-label={w.chips}>
      {chips.map(({ key, text, next }) => (
        <li key={key}>
          <button
            type="button"
            class="filter-chip"
            aria-label={w.remove(text)}
            onClick={() => onChange(next)}
          >
            <span class="clip" dir="auto">
              {text}
            </span>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
