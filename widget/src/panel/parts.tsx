// The small parts that the tabs are made of.
// Refuses to know the API: everything comes in as properties.
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useId, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Session } from "./session";

/** The session around the tree. */
export const Around = createContext<Session | undefined>(undefined);

/** The session; draws again when anything in it changes. */
export function useSession(): Session {
  const session = useContext(Around);
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => session?.watch(() => again(undefined as never)), [session]);
  if (!session) throw new Error("drawn outside a session");
  return session;
}

/** Whether a key belongs to an input method, whose Enter and Escape end only what it composes. Safari tells by the code alone. */
export const composing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/** Keeps such a key from sending a form, and tells whether it was one. */
export function settled(event: KeyboardEvent): boolean {
  const ours = !composing(event);
  if (!ours && event.key === "Enter" && (event.target as Element).localName === "input")
    event.preventDefault();
  return ours;
}

/** The mark, an opening quotation mark. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M10.6 5.2C6.2 6.7 3 10.2 3 14.6 3 17.2 4.7 19 7 19a3.6 3.6 0 0 0 .4-7.2c.3-2 1.7-3.6 4-4.6zM20.6 5.2C16.2 6.7 13 10.2 13 14.6 13 17.2 14.7 19 17 19a3.6 3.6 0 0 0 .4-7.2c.3-2 1.7-3.6 4-4.6z" />
    </svg>
  );
}

/** A drawn sign of 16 units, stroked in the text's colour. */
export function Sign({ d }: { d: string }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

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

/** A box to tick. */
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

/** One choice out of a few, as a row of radio buttons. */
export function Choice<T extends string>(props: {
  legend: string;
  hidden?: boolean;
  value: T;
  options: [T, string][];
  onValue: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={props.hidden ? "unseen" : ""}>{props.legend}</legend>
      {props.options.map(([value, label]) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            onChange={() => props.onValue(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
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
  // Before anything is painted: what had the focus has just gone, and the next key must still reach us.
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
