// Menus of days and numbers: until when to snooze, when it is due, how much work it is.
// Days are those of the member's own clock.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Picker } from "../../../ui/picker";
import { m } from "../../../words/menus";
import { locale } from "../../../words/names";
import type { MenuProps } from ".";

const moreVotes = 5;
/** The hour at which a snoozed request comes back. */
const morning = 8;

const named = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });

/** The morning of a day, so many days and months from today. */
function inDays(days: number, months = 0): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth() + months, now.getDate() + days, morning);
}

/** The Monday after today. */
function monday(): Date {
  return inDays((8 - new Date().getDay()) % 7 || 7);
}

/** A day as the API and date fields write it. */
function dayOf(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Until when, or until how many votes. */
export function Snooze({ rows, name, onAct }: MenuProps): JSX.Element {
  const asks = useSignal<"date" | "count" | null>(null);
  const until = (date: Date) => onAct({ type: "snooze", until: date.toISOString() });
  const days: Record<string, Date> = { tomorrow: inDays(1), week: monday(), month: inDays(0, 1) };
  const snoozed = rows.some((row) => row.snoozed);
  if (asks.value === "date")
    return <DayField onSet={(day) => until(new Date(`${day}T0${morning}:00:00`))} from={dayOf(inDays(1))} />;
  if (asks.value === "count")
    return (
      <Small label={m.votesField} type="number" value="10" required>
        {(text) => onAct({ type: "snooze", votes: Number(text) })}
      </Small>
    );
  return (
    <Picker
      name={name}
      options={[
        { id: "tomorrow", label: m.snoozes.tomorrow, hint: named.format(days.tomorrow) },
        { id: "week", label: m.snoozes.week, hint: named.format(days.week) },
        { id: "month", label: m.snoozes.month, hint: named.format(days.month) },
        { id: "votes", label: m.snoozes.votes(moreVotes) },
        { id: "date", label: m.snoozes.date },
        { id: "count", label: m.snoozes.count },
        ...(snoozed ? [{ id: "wake", label: m.snoozes.wake }] : []),
      ]}
      onPick={(id) => {
        const date = days[id];
        if (date) until(date);
        else if (id === "votes") onAct({ type: "snooze", votes: moreVotes });
        else if (id === "wake") onAct({ type: "wake" });
        else asks.value = id === "count" ? "count" : "date";
      }}
    />
  );
}

/** The day by which it is due. */
export function Due({ rows, name, onAct }: MenuProps): JSX.Element {
  const asks = useSignal(false);
  const due = (day: string | null) => onAct({ type: "due", day });
  const days: Record<string, Date> = {
    tomorrow: inDays(1),
    week: inDays(7),
    fortnight: inDays(14),
    month: inDays(0, 1),
  };
  if (asks.value) return <DayField onSet={due} value={rows[0]?.due ?? ""} />;
  return (
    <Picker
      name={name}
      options={[
        ...(["tomorrow", "week", "fortnight", "month"] as const).map((id) => ({
          id,
          label: m.dues[id],
          hint: named.format(days[id]),
        })),
        { id: "date", label: m.dues.date },
        ...(rows.some((row) => row.due) ? [{ id: "none", label: m.dues.none }] : []),
      ]}
      onPick={(id) => {
        const date = days[id];
        if (date) due(dayOf(date));
        else if (id === "none") due(null);
        else asks.value = true;
      }}
    />
  );
}

/** How much work it is. */
export function Effort({ rows, onAct }: MenuProps): JSX.Element {
  const effort = rows.length === 1 ? rows[0]?.effort : null;
  return (
    <Small label={m.effortField} hint={m.effortHint} type="number" value={effort ? String(effort) : ""}>
      {(text) => onAct({ type: "effort", points: text === "" ? null : Number(text) })}
    </Small>
  );
}

function DayField(props: { onSet: (day: string) => void; value?: string; from?: string }): JSX.Element {
  return (
    <Small label={m.date} type="date" value={props.value ?? ""} min={props.from} required>
      {props.onSet}
    </Small>
  );
}

/** A form of one field; Enter sends it. */
function Small(props: {
  label: string;
  hint?: string;
  type: "date" | "number";
  value: string;
  min?: string | undefined;
  required?: boolean;
  children: (text: string) => void;
}): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    if (props.type === "number") field.current?.select();
  }, []);
  return (
    <form
      class="over-form"
      onSubmit={(event) => {
        event.preventDefault();
        props.children(field.current?.value ?? "");
      }}
    >
      <label class="field">
        <span>{props.label}</span>
        {props.hint && <span class="hint">{props.hint}</span>}
        <input
          ref={field}
          class="input"
          type={props.type}
          defaultValue={props.value}
          required={props.required}
          min={props.type === "number" ? 1 : props.min}
          max={props.type === "number" ? 1000 : undefined}
          step={props.type === "number" ? 1 : undefined}
        />
      </label>
      <button type="submit" class="button is-main">
        {m.set}
      </button>
    </form>
  );
}
