// A field for a date and time in the reader's time zone.
// Knows no rule about times: the server does.
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** The field. */
export function When(props: {
  label: string;
  hint: string;
  name: string;
  value: Signal<string>;
  error: string | undefined;
}): JSX.Element {
  const id = useId();
  const { error } = props;
  return (
    <div class={error ? "field is-wrong" : "field"}>
      <label for={id}>{props.label}</label>
      <p class="hint" id={`${id}-hint`}>
        {props.hint}
      </p>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <input
        id={id}
        name={props.name}
        class="input"
        type="datetime-local"
        aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
        aria-invalid={error ? "true" : undefined}
        value={props.value.value}
        onInput={(event) => {
          props.value.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}
