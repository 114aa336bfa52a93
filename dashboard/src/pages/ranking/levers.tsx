// The sliders of a ranking, each with a field for an exact value and with what is saved.
// Do not send anything: the page does.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import {
  bounds,
  type Lever,
  levers,
  leverValue,
  moved,
  position,
  readValue,
  steps,
} from "../../base/ranking";
import type { Ranking } from "../../base/types";
import { r } from "../../words/ranking";

/** A value as it is said. */
const said = (lever: Lever, value: number): string =>
  lever === "half_life_days" ? r.days(value) : r.points(value);

/** All sliders. */
export function Levers(props: {
  wanted: Ranking;
  saved: Ranking;
  onChange: (next: Ranking) => void;
}): JSX.Element {
  const { wanted, saved, onChange } = props;
  return (
    <div class="levers">
      {levers.map((lever) => (
        <Slider
          key={lever}
          lever={lever}
          value={leverValue(wanted, lever)}
          saved={leverValue(saved, lever)}
          onChange={(value) => onChange(moved(wanted, lever, value))}
        />
      ))}
    </div>
  );
}

function Slider(props: {
  lever: Lever;
  value: number;
  saved: number;
  onChange: (value: number) => void;
}): JSX.Element {
  const { lever, value, saved, onChange } = props;
  const id = useId();
  const text = useSignal(String(value));
  const wrong = useSignal(false);
  useEffect(() => {
    // What is being typed stays as it is typed.
    if (readValue(lever, text.peek()) !== value) text.value = String(value);
    wrong.value = false;
  }, [value]);
  const name = r.levers[lever];
  const { least, most } = bounds(lever);
  const type = (typed: string) => {
    text.value = typed;
    const read = readValue(lever, typed);
    wrong.value = read === null;
    if (read !== null && read !== value) onChange(read);
  };
  return (
    <div class={value === saved ? "lever" : "lever is-moved"}>
      <label for={id}>{name}</label>
      <input
        class="lever-value input num"
        type="text"
        inputMode="decimal"
        autocomplete="off"
        aria-label={r.valueOf(name)}
        aria-invalid={wrong.value ? "true" : undefined}
        aria-describedby={wrong.value ? `${id}-error` : undefined}
        value={text.value}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <input
        id={id}
        type="range"
        min={0}
        max={steps(lever).length - 1}
        step={1}
        value={position(lever, value)}
        aria-valuetext={said(lever, value)}
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          const next = steps(lever)[event.currentTarget.valueAsNumber];
          if (next !== undefined) onChange(next);
        }}
      />
      {wrong.value && (
        <p class="error" id={`${id}-error`} role="alert">
          {r.outOfBounds(least, most)}
        </p>
      )}
      <p class="hint" id={`${id}-hint`}>
        {r.hints[lever]} {value !== saved && <strong class="num">{r.savedIs(said(lever, saved))}</strong>}
      </p>
    </div>
  );
}
