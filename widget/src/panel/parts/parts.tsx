// The small parts that the panel is made of from the start.
// Does not call the API: everything comes in as properties.
import { createContext } from "preact";
import { useContext, useEffect, useId, useReducer } from "preact/hooks";
import type { Session } from "../state/session";

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

/** After a failure, tries again once the network is back. */
export function useRetry(failed: unknown, retry: () => void) {
  useEffect(() => {
    if (!failed) return;
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  });
}

/** Whether a key belongs to an input method, whose Enter and Escape end only the composition. Safari shows it only by the code. */
export const composing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/** Keeps a key of an input method from sending a form; returns whether the key is a normal one. */
export function notComposing(event: KeyboardEvent): boolean {
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

/** An icon of 16 units, stroked in the text's colour. */
export function Sign({ d }: { d: string }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

/** A single choice out of a few, as a row of radio buttons. */
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
