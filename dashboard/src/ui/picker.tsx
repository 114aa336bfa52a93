// A list of options of which one is picked: by its digit, by the arrows and Enter, by a click, or found by typing.
// Does not load the options and does not act: it says which one was picked.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { m } from "../words/menus";
import { Icon } from "./icon";

/** An option. */
export type Option = {
  id: string;
  label: ComponentChildren;
  /** Quiet text at its end. */
  hint?: ComponentChildren;
  /** A heading above it, shown where it differs from that of the option before. */
  group?: string;
};

type Props = {
  name: string;
  options: Option[];
  /** The label of the text field; without one the options are picked by digit and arrows alone. */
  field?: string;
  text?: string;
  onText?: (text: string) => void;
  /** Options are still on their way: a key that was pressed early counts as soon as they are there. */
  busy?: boolean;
  empty?: string;
  /** Does not take the focus. */
  still?: boolean;
  /** Without digits, such as in the palette. */
  plain?: boolean;
  /** Keys that pick an option besides its digit. */
  keyOf?: (key: string) => string | undefined;
  onPick: (id: string) => void;
};

/** The field and the options. */
export function Picker(props: Props): JSX.Element {
  const { options, busy = false, text = "" } = props;
  const id = useId();
  const at = useSignal(0);
  const early = useSignal<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const current = Math.min(at.value, Math.max(0, options.length - 1));
  useLayoutEffect(() => {
    if (!props.still) (field.current ?? list.current)?.focus();
  }, []);
  useEffect(() => {
    at.value = 0;
  }, [text]);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const pick = (index: number) => {
    const option = options[index];
    if (option) props.onPick(option.id);
    else if (busy) early.value = index;
  };
  useEffect(() => {
    if (busy || early.value === null) return;
    const index = early.value;
    early.value = null;
    pick(index);
  }, [busy]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isEmpty = (field.current?.value ?? "") === "";
    const digit = /^[1-9]$/.test(event.key) && isEmpty && !props.plain;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const named = isEmpty ? props.keyOf?.(event.key) : undefined;
    if (named !== undefined) props.onPick(named);
    else if (digit) pick(Number(event.key) - 1);
    else if (event.key === "Enter") pick(busy && options.length === 0 ? 0 : current);
    else if (step) at.value = (current + step + options.length) % Math.max(1, options.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const active = options[current] ? `${id}-${current}` : undefined;
  return (
    <div class="picker">
      {props.field && (
        <div class="search">
          <Icon name="search" />
          <input
            ref={field}
            class="input"
            role="combobox"
            aria-label={props.field}
            aria-controls={id}
            aria-expanded="true"
            aria-autocomplete="list"
            aria-activedescendant={active}
            placeholder={props.field}
            autocomplete="off"
            spellcheck={false}
            dir="auto"
            value={text}
            onInput={(event) => {
              // A digit that waits for the options was the first of a text after all.
              const first = early.value === null ? "" : String(early.value + 1);
              early.value = null;
              props.onText?.(first + event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
      )}
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={props.name}
        aria-busy={busy ? "true" : undefined}
        tabIndex={props.field ? -1 : 0}
        aria-activedescendant={props.field ? undefined : active}
        onKeyDown={props.field ? undefined : onKeyDown}
      >
        {options.map((option, index) => [
          option.group && option.group !== options[index - 1]?.group && (
            <div key={option.group} role="presentation" class="picker-group">
              {option.group}
            </div>
          ),
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field or the list handles the keys of its options
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, by aria-activedescendant
          <div
            key={option.id}
            id={`${id}-${index}`}
            role="option"
            class="menu-item"
            aria-selected={index === current}
            onPointerMove={() => {
              at.value = index;
            }}
            onClick={() => props.onPick(option.id)}
          >
            {!props.plain && <Digit at={index} />}
            <span class="clip" dir="auto">
              {option.label}
            </span>
            {option.hint && <span class="picker-hint quiet">{option.hint}</span>}
          </div>,
        ])}
      </div>
      {options.length === 0 && (
        <p class="picker-none quiet" role="status">
          {busy ? m.loading : (props.empty ?? m.noMatch)}
        </p>
      )}
    </div>
  );
}

/** The digit that picks an option, for those who see it. */
export function Digit({ at }: { at: number }): JSX.Element {
  return (
    <span class="kbd" aria-hidden="true">
      {at < 9 ? at + 1 : ""}
    </span>
  );
}

/** The keys of a command, as they are printed. */
export function Keys({ keys }: { keys: string[] }): JSX.Element {
  return (
    <>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </>
  );
}
