// The text filter of a list; `/` goes to it, Escape clears it.
// Does not report every key: it waits until typing pauses.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useKeys } from "../base/keys";
import { Icon } from "./icon";
import { KeyHint } from "./parts";

const settle = 200;

/** A search field that reports its text once typing pauses. */
export function SearchBox(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** Without the `/` key, for a second search on a page. */
  plain?: boolean;
}): JSX.Element {
  const id = useId();
  const text = useSignal(props.value);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  const latest = useRef(props.onChange);
  latest.current = props.onChange;
  useEffect(() => {
    // Back and "clear" change the filter from outside; what is being typed is not overwritten.
    if (document.activeElement !== field.current) text.value = props.value;
  }, [props.value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useKeys({ "/": () => (props.plain ? false : field.current?.focus()) });
  const report = (next: string, wait: number) => {
    text.value = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(next), wait) as unknown as number;
  };
  return (
    <div class="search">
      <label for={id} class="hidden">
        {props.label}
      </label>
      <Icon name="search" />
      <input
        ref={field}
        id={id}
        type="search"
        class="input"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        placeholder={props.label}
        value={text.value}
        onInput={(event) => report(event.currentTarget.value, settle)}
        onKeyDown={(event) => {
          // Keys that an input method handles are not ours: Escape closes its list of words.
          if (event.isComposing || event.keyCode === 229) return;
          if (event.key === "Enter") report(event.currentTarget.value, 0);
          // Browsers that clear the field themselves do it without an input event; `listen` moves the focus out of it.
          if (event.key === "Escape") report("", 0);
        }}
      />
      {!props.plain && <KeyHint>/</KeyHint>}
    </div>
  );
}
