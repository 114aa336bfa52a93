// The message of a decision: a prepared one by its digit, or one that is written here; none where the project allows that.
// Previews what voters will read. For evidence and alternatives there is the full form.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Command } from "../base/commands";
import type { Action, RankedRequest, Status } from "../base/types";
import { triage } from "../data/api";
import { draft } from "../data/drafts";
import { useKnown } from "../data/known";
import { d } from "../words/decide";
import { m } from "../words/menus";
import { t } from "../words/texts";
import { StatusIcon } from "./icon";
import { Digit } from "./picker";
import { Preview } from "./preview";

/** The key of the draft of a message. */
export const messageKey = (status: Status, rows: { id: string }[]): string =>
  `message ${status} ${rows.map(({ id }) => id).join(" ")}`;

/** The field and the prepared messages of a status. */
export function Message(props: {
  project: string;
  rows: RankedRequest[];
  name: string;
  status: Status;
  needed: boolean;
  onAct: (action: Action) => void;
  /** Closes it; what was typed is kept. */
  onCancel: () => void;
}): JSX.Element {
  const { project, rows, status, needed, name, onAct } = props;
  const id = useId();
  const [only] = rows.length === 1 ? rows : [];
  // Kept until it is sent: Escape, a refusal or the end of a session must not lose it.
  const key = messageKey(status, rows);
  const text = useMemo(() => draft(key, { values: { body: "" }, version: 0, etag: null }), [key]).fields.body;
  const missing = useSignal(false);
  const early = useRef<string | null>(null);
  // The digit that filled the field with a prepared message, until something else is pressed.
  const filledBy = useRef<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const found = useKnown(`templates ${project}`, () => triage.templates(project));
  const templates = (found.data?.items ?? []).filter((one) => !one.status || one.status === status);
  const send = () => {
    const message = text.peek().trim();
    const code = templates.find((one) => one.body.trim() === message)?.reason_code;
    if (message || !needed)
      onAct({ type: "decide", status, ...(message && { message }), ...(code && { reason_code: code }) });
    else {
      missing.value = true;
      field.current?.focus();
    }
  };
  const write = (now: string) => {
    text.value = now;
    missing.value = false;
    if (!field.current) return;
    field.current.value = now;
    field.current.focus();
  };
  /** Fills the field with a prepared message; what is typed next replaces it, with the digit that it was. */
  const use = (index: number, digit: string | null) => {
    const template = templates[index];
    if (!template) return write(digit ?? "");
    write(template.body);
    field.current?.select();
    filledBy.current = digit;
  };
  useLayoutEffect(() => {
    const digit = early.current;
    early.current = null;
    if (found.data !== null && digit !== null && text.peek() === digit) use(Number(digit) - 1, digit);
  }, [found.data]);
  return (
    <form
      class="over-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.isComposing || event.keyCode === 229 || event.target !== field.current) return;
        const empty = text.peek() === "";
        const held = event.ctrlKey || event.metaKey;
        const filled = filledBy.current;
        filledBy.current = null;
        if (event.key === "Enter" && (held || ((empty || filled) && !event.shiftKey))) send();
        else if (filled && event.key.length === 1 && !held) return write(filled);
        else if (empty && !held && /^[1-9]$/.test(event.key)) {
          // Until the prepared messages are there it is text.
          if (found.data === null) early.current = event.key;
          if (!templates[Number(event.key) - 1]) return;
          use(Number(event.key) - 1, event.key);
        } else return;
        event.preventDefault();
      }}
      onPointerDown={() => {
        filledBy.current = null;
      }}
    >
      <h2 class="over-title">
        <StatusIcon status={status} /> {name}
      </h2>
      <div class={missing.value ? "field is-wrong" : "field"}>
        <label for={id}>{m.message}</label>
        <span class="hint" id={`${id}-hint`}>
          {m.messageHint(needed)}
        </span>
        {missing.value && <p class="error">{m.needsMessage(templates.length > 0)}</p>}
        <textarea
          ref={field}
          id={id}
          class="input"
          dir="auto"
          rows={3}
          maxLength={4000}
          aria-required={needed}
          aria-describedby={`${id}-hint`}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </div>
      {templates.length > 0 && (
        <section aria-label={m.templates}>
          <h3 class="picker-group">
            {m.templates} <span class="quiet">{text.value === "" && m.templateHint}</span>
          </h3>
          <ul class="templates">
            {templates.slice(0, 9).map((template, index) => (
              <li key={template.id}>
                <button type="button" class="menu-item" onClick={() => use(index, null)}>
                  <Digit at={index} />
                  <span class="template" dir="auto">
                    <span>{template.name}</span>
                    <span class="clip quiet">{template.body}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {only?.public && (
        <Preview
          project={project}
          needed={needed}
          name={d.preview}
          level="h3"
          request={only}
          decision={{ status, message: text.value.trim() }}
        />
      )}
      <footer class="acts">
        <button type="submit" class="button is-main">
          {m.send(
            m.short[status as Command] ?? m.names[status as Command],
            text.value.trim() === "" && !needed,
          )}
          <span class="kbd" aria-hidden="true">
            {text.value === "" && !needed ? "Enter" : "Ctrl Enter"}
          </span>
        </button>
        <button type="button" class="button" onClick={props.onCancel}>
          {t.act.cancel}
        </button>
      </footer>
    </form>
  );
}
