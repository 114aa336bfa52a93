// The message of a decision: a prepared one by its digit, or one that is written here; none where the project allows that.
// For evidence, alternatives and a preview there is the full form.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "../../../base/commands";
import type { Status, Template } from "../../../base/types";
import { triage } from "../../../data/api";
import { StatusIcon } from "../../../ui/icon";
import { Digit } from "../../../ui/picker";
import { m } from "../../../words/menus";
import type { MenuProps } from ".";
import { useKnown } from "./known";

/** The field and the prepared messages of a status. */
export function Message(props: MenuProps & { status: Status; needed: boolean }): JSX.Element {
  const { project, status, needed, name, onAct } = props;
  const id = useId();
  const text = useSignal("");
  const missing = useSignal(false);
  const early = useRef<number | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const found = useKnown(`templates ${project}`, () => triage.templates(project));
  const templates = (found.data?.items ?? []).filter((one) => !one.status || one.status === status);
  const decide = (message: string, code?: Template["reason_code"]) =>
    onAct({ type: "decide", status, ...(message && { message }), ...(code && { reason_code: code }) });
  const send = () => {
    const message = text.peek().trim();
    if (message || !needed) decide(message);
    else {
      missing.value = true;
      field.current?.focus();
    }
  };
  const use = (index: number) => {
    const template = templates[index];
    if (template) decide(template.body, template.reason_code);
    else if (found.data === null) early.current = index;
  };
  useLayoutEffect(() => {
    if (found.data === null || early.current === null) return;
    use(early.current);
    early.current = null;
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
        if (event.key === "Enter" && (held || (empty && !event.shiftKey))) send();
        else if (empty && !held && /^[1-9]$/.test(event.key) && (found.data === null || templates.length > 0))
          use(Number(event.key) - 1);
        else return;
        event.preventDefault();
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
        {missing.value && <p class="error">{m.needsMessage}</p>}
        <textarea
          ref={field}
          id={id}
          class="input"
          dir="auto"
          rows={3}
          maxLength={4000}
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
                <button type="button" class="menu-item" onClick={() => use(index)}>
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
      </footer>
    </form>
  );
}
