// A field that finds a person of the project by name or e-mail address while somebody types, or takes a new one.
// Creates nobody: the server does, when the form is sent.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { described } from "../base/person";
import type { PersonIn, VisitorRow } from "../base/types";
import { facts } from "../data/api";
import { c } from "../words/create";
import { t } from "../words/texts";
import { Icon } from "./icon";
import "../styles/people.css?later";

/** The person that was chosen: a known visitor, or what was typed. */
export type Chosen = { visitor: string | null; name: string };

/** A chosen person as the API takes it. */
export function personIn(chosen: Chosen): PersonIn {
  return chosen.visitor ? { visitor: chosen.visitor } : (described(chosen.name) ?? { name: chosen.name });
}

/** Milliseconds after which typing counts as paused. */
const pause = 150;

const nameOf = (visitor: VisitorRow) => visitor.name ?? visitor.email ?? t.someone(visitor.kind);

/** The field; once a person is chosen it is a chip that can be removed. */
export function PersonField(props: {
  project: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  person: Signal<Chosen | null>;
}): JSX.Element {
  const { project, label, hint, error, person } = props;
  const id = useId();
  const text = useSignal("");
  const found = useSignal<VisitorRow[]>([]);
  const at = useSignal(0);
  const field = useRef<HTMLInputElement>(null);
  const chip = useRef<HTMLButtonElement>(null);
  const typed = text.value.trim();
  useEffect(() => {
    found.value = [];
    at.value = 0;
    if (!typed) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      facts.visitors(project, { q: typed }, { limit: 6, signal: stop.signal }).then(
        ({ data }) => {
          // Nobody can be told apart by what is not there.
          found.value = data.items.filter((visitor) => visitor.name || visitor.email);
        },
        // The typed person can still be added.
        () => {},
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);
  const choose = (next: Chosen | null) => {
    person.value = next;
    text.value = "";
  };
  const options: { chosen: Chosen; label: string; hint: string }[] = typed
    ? [
        ...found.value.map((visitor) => ({
          chosen: { visitor: visitor.id, name: nameOf(visitor) },
          label: nameOf(visitor),
          hint: [visitor.name && visitor.email, visitor.company].filter(Boolean).join(" · "),
        })),
        { chosen: { visitor: null, name: typed }, label: c.add(typed), hint: c.addHint },
      ]
    : [];
  const current = Math.min(at.value, Math.max(0, options.length - 1));
  const pick = (index: number) => {
    const option = options[index];
    if (!option) return;
    choose(option.chosen);
    // The field goes: its place in the form keeps the focus.
    requestAnimationFrame(() => chip.current?.focus());
  };
  if (person.value) {
    const { name } = person.value;
    return (
      <div class="field">
        <span class="field-name">{label}</span>
        <span class="chosen-person">
          <span dir="auto">{name}</span>
          <button
            ref={chip}
            type="button"
            class="button is-bare is-square"
            aria-label={c.drop(name)}
            onClick={() => {
              choose(null);
              requestAnimationFrame(() => field.current?.focus());
            }}
          >
            <Icon name="close" />
          </button>
        </span>
      </div>
    );
  }
  return (
    <div class={error ? "field is-wrong" : "field"}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <p class="error">{error}</p>}
      <input
        ref={field}
        id={id}
        class="input"
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? `${id}-${current}` : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        aria-invalid={error ? "true" : undefined}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        placeholder={c.personField}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onBlur={() => {
          // What was typed counts: leaving the field must not lose it.
          if (typed && !person.peek()) choose({ visitor: null, name: typed });
        }}
        onKeyDown={(event) => {
          if (event.isComposing || event.keyCode === 229 || options.length === 0) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step) at.value = (current + step + options.length) % options.length;
          else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) pick(current);
          else if (event.key === "Escape") text.value = "";
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <div id={`${id}-list`} role="listbox" aria-label={c.people} class="person-list">
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, by aria-activedescendant
          <div
            key={option.chosen.visitor ?? ""}
            id={`${id}-${index}`}
            role="option"
            class="menu-item"
            aria-selected={index === current}
            // Before the field loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(index);
            }}
          >
            <span class="clip" dir="auto">
              {option.label}
            </span>
            <span class="quiet clip" dir="auto">
              {option.hint}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
