// Form fields and the notices after sending: only the tabs that are loaded later use them.
// Does not call the API: everything comes in as properties.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useSession } from "./parts";

type FieldProps = {
  label: string;
  value: string;
  most: number;
  onValue: (value: string) => void;
  hint?: string;
  optional?: boolean;
  error?: string;
  lines?: number;
  focus?: boolean;
};

/** A labelled field; says its limit when it comes near, and its error beside it. */
export function Field({ label, value, most, onValue, hint, optional, error, lines, focus }: FieldProps) {
  const { say } = useSession();
  const id = useId();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (error) ref.current?.focus();
  }, [error]);
  const near = value.length > most * 0.9;
  const Tag = (lines ? "textarea" : "input") as "textarea";
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <span class="faint">{say("optional")}</span>}
      </label>
      <Tag
        id={id}
        dir="auto"
        ref={ref as never}
        value={value}
        maxLength={most}
        rows={lines}
        placeholder={hint}
        data-focus={focus ? "" : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || near ? `${id}-note` : undefined}
        onInput={(event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value)}
      />
      {(error || near) && (
        <p id={`${id}-note`} class={error ? "wrong" : "faint"}>
          {error ?? say("tooLong", { n: most })}
        </p>
      )}
    </div>
  );
}

/** A checkbox. */
export function Tick(props: {
  checked: boolean;
  onTick: (on: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onTick(event.currentTarget.checked)}
      />
      <span>{props.children}</span>
    </label>
  );
}

/** Copies a text; where the browser refuses, shows it selected instead. */
export function Copy({ text, label }: { text: string; label: string }) {
  const { say } = useSession();
  const [state, set] = useState<"" | "done" | "shown">("");
  return (
    <>
      <button
        type="button"
        class="plain"
        onClick={() => {
          const copying = navigator.clipboard?.writeText(text) ?? Promise.reject();
          copying.then(
            () => set("done"),
            () => set("shown"),
          );
        }}
      >
        {state === "done" ? say("copied") : label}
      </button>
      {state === "shown" && (
        <textarea
          class="copy"
          dir="auto"
          readOnly
          rows={4}
          aria-label={label}
          value={text}
          ref={(el) => el?.select()}
        />
      )}
    </>
  );
}

/** Focuses an element when it appears: a new view must not leave the focus behind. */
export function useArrival<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  // Before anything is painted: the element with the focus was just removed, and the next key must still reach the panel.
  useLayoutEffect(() => ref.current?.focus(), []);
  return ref;
}

/** A thank-you or a failure that takes the place of a form. */
export function Notice({
  good,
  title,
  children,
}: {
  good?: boolean;
  title: string;
  children?: ComponentChildren;
}) {
  const ref = useArrival<HTMLElement>();
  return (
    <section class={`notice ${good ? "good" : "bad"}`} aria-label={title} tabIndex={-1} ref={ref}>
      <p class="say">{title}</p>
      {children}
    </section>
  );
}

/** A failure inside a form, brought into view: the button that caused it may be far from it. */
export function Alert({ text, children }: { text: string; children?: ComponentChildren }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.scrollIntoView({ block: "center" }), [text]);
  return (
    <div class="alert" role="alert" ref={ref}>
      <p>{text}</p>
      {children}
    </div>
  );
}
