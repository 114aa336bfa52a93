// The form for a text that visitors will read: a comment of the team, a change of one, a reply to a report.
// Says who will read it, keeps what is typed, and sends nothing that is empty.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../base/announce";
import { sendByKey } from "../base/send";
import { draft, forget } from "../data/drafts";
import { c } from "../words/comments";
import { t } from "../words/texts";
import { Field, FormProblem, Submit, useForm } from "./form";

type Props = {
  /** Under which name the draft is kept. */
  kept: string;
  label: string;
  /** Who will read it. */
  readers: string;
  act: string;
  done: string;
  /** What is changed; empty where something new is written. */
  text?: string;
  /** The most characters that the server takes. */
  most?: number;
  onSend: (text: string) => Promise<unknown>;
  /** Given where the form opens for something and closes again. */
  onClose?: () => void;
};

/** The form. One that opens for something has the focus, and Escape closes it without losing what was typed. */
export function Writing(props: Props): JSX.Element {
  const { kept, text = "", onClose } = props;
  const own = useMemo(() => draft(kept, { values: { body: text }, version: 0, etag: null }), [kept]);
  const { body } = own.fields;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!onClose) return;
    const field = element.current?.querySelector("textarea");
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);
  const form = useForm(async () => {
    const sent = body.peek();
    if (!sent.trim()) return;
    await props.onSend(sent.trim());
    announce(props.done);
    // What was typed meanwhile is kept.
    if (body.peek() !== sent) return;
    if (!onClose) body.value = "";
    else {
      forget(kept);
      onClose();
    }
  });
  const isOpen = onClose !== undefined || body.value.trim() !== "";
  return (
    <form
      ref={element}
      class="writing"
      aria-label={props.label}
      onSubmit={form.onSubmit}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing && onClose) {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
        sendByKey(event);
      }}
    >
      <FormProblem problem={form.problem} fields={["body"]} />
      <Field
        label={props.label}
        hint={props.readers}
        name="body"
        value={body}
        error={form.error("body")}
        lines={isOpen ? 3 : 1}
        maxLength={props.most ?? 5000}
      />
      {isOpen && (
        <div class="acts">
          <Submit busy={form.busy}>{props.act}</Submit>
          {onClose && (
            <button
              type="button"
              class="button"
              onClick={() => {
                forget(kept);
                onClose();
              }}
            >
              {t.act.cancel}
            </button>
          )}
          <span class="hint">{c.markdown}</span>
        </div>
      )}
    </form>
  );
}
