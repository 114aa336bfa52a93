// Forms: fields with their hint and error beside them, and the handling of a submit.
// Do not validate: the server does, and its errors are shown by the fields that they name.
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { asProblem, type Problem } from "../data/api";
import { plainly } from "../data/plain";
import { t } from "../words/texts";

export { plainly };

/** A form being filled in. */
export type Form = {
  busy: boolean;
  /** Whether it is being sent right now; the drawn state may be older. */
  sending: () => boolean;
  problem: Problem | null;
  /** What is wrong with a field, by its name in the body. */
  error: (name: string) => string | undefined;
  fail: (problem: Problem | null) => void;
  /** Sends only when this has ended: a press before then counts, too. */
  after: (work: Promise<unknown>) => void;
  onSubmit: (event: Event) => void;
};

/** What is wrong with a field: RFC 9457 pointers come with and without "#". */
export function fieldError(problem: Problem | null, name: string): string | undefined {
  return problem?.errors.find((error) => error.pointer.replace(/^#/, "").split("/")[1] === name)?.detail;
}

/**
 * Sends a form once at a time; the first refused field takes the focus. Fields in `clears` are empty afterwards, but one
 * that was edited in the meantime stays as it is, and so do all if `send` returns false.
 */
export function useForm(send: () => Promise<unknown>, clears: Signal<string>[] = []): Form {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const latest = useRef(send);
  latest.current = send;
  const before = useRef<Promise<unknown>>(Promise.resolve());
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    if (busy.peek()) return;
    const form = event.currentTarget as HTMLFormElement;
    busy.value = true;
    problem.value = null;
    const sent = clears.map((field) => field.peek());
    try {
      await before.current;
      const done = await latest.current();
      clears.forEach((field, at) => {
        if (done !== false && field.peek() === sent[at]) field.value = "";
      });
    } catch (cause) {
      problem.value = asProblem(cause);
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      busy.value = false;
    }
  };
  return {
    busy: busy.value,
    sending: () => busy.peek(),
    problem: problem.value,
    error: (name) => fieldError(problem.value, name),
    fail: (found) => {
      problem.value = found;
    },
    after: (work) => {
      before.current = work;
    },
    onSubmit: (event) => void onSubmit(event),
  };
}

/** The part of a problem that belongs to no field, or all of it where no field is named. */
export function FormProblem({ problem, fields = [] }: { problem: Problem | null; fields?: string[] }) {
  if (!problem) return null;
  if (fields.some((name) => fieldError(problem, name))) return null;
  return <Trouble problem={problem} />;
}

/** A problem as a sentence, with the reference that an operator can look up. */
export function Trouble({ problem, onRetry }: { problem: Problem; onRetry?: () => void }): JSX.Element {
  return (
    <div class="trouble" role="alert">
      <p dir="auto">{plainly(problem)}</p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((error) => (
            <li key={error.pointer} dir="auto">
              {error.detail}
            </li>
          ))}
        </ul>
      )}
      {problem.status >= 500 && problem.requestId && (
        <p class="quiet">{t.wrong.reference(problem.requestId)}</p>
      )}
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          {t.act.retry}
        </button>
      )}
    </div>
  );
}

type FieldProps = {
  label: string;
  value: Signal<string>;
  name: string;
  error?: string | undefined;
  hint?: string;
  lines?: number;
  mono?: boolean;
  type?: "text" | "email" | "password";
  autocomplete?: string;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  disabled?: boolean;
  readOnly?: boolean;
  placeholder?: string;
  inputMode?: "url" | "numeric";
};

/** A labelled text field bound to a signal; with `lines` it is a text area. */
export function Field({ label, value, name, error, hint, lines, mono, ...rest }: FieldProps): JSX.Element {
  const id = useId();
  const said = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  // Addresses and secrets are read from left to right; other texts in their own direction.
  const leftToRight = mono || rest.inputMode === "url" || rest.type === "email" || rest.type === "password";
  const shared = {
    id,
    name,
    value: value.value,
    class: mono ? "input mono" : "input",
    dir: leftToRight ? ("ltr" as const) : ("auto" as const),
    "aria-invalid": error ? ("true" as const) : undefined,
    "aria-describedby": said || undefined,
    onInput: (event: Event) => {
      value.value = (event.currentTarget as HTMLInputElement).value;
    },
  };
  return (
    <div class={error ? "field is-wrong" : "field"}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {lines ? (
        <textarea {...shared} rows={lines} required={rest.required} maxLength={rest.maxLength} />
      ) : (
        <input {...({ ...shared, ...rest, type: rest.type ?? "text" } as JSX.IntrinsicElements["input"])} />
      )}
    </div>
  );
}

/** A labelled native select. */
export function Choice(props: {
  label: string;
  name: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
  hideLabel?: boolean;
  disabled?: boolean;
  error?: string | undefined;
}): JSX.Element {
  const id = useId();
  return (
    <div class={props.hideLabel ? "choice" : "field"}>
      <label for={id} class={props.hideLabel ? "hidden" : undefined}>
        {props.label}
      </label>
      {props.error && <p class="error">{props.error}</p>}
      <select
        id={id}
        name={props.name}
        class="input"
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A labelled check box with its hint. */
export function Check(props: {
  label: string;
  name: string;
  checked: boolean;
  hint?: string;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        name={props.name}
        checked={props.checked}
        disabled={props.disabled}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{props.label}</label>
        {props.hint && (
          <p class="hint" id={`${id}-hint`}>
            {props.hint}
          </p>
        )}
      </div>
    </div>
  );
}

/** The button that sends its form; `second` where the page has another main action. */
export function Submit(props: { busy: boolean; second?: boolean; children: ComponentChildren }): JSX.Element {
  const { busy, second, children } = props;
  return (
    <button
      type="submit"
      class={second ? "button" : "button is-main"}
      aria-disabled={busy ? "true" : undefined}
    >
      {busy ? t.act.working : children}
    </button>
  );
}
