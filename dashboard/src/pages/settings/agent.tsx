// The button that copies the prompt for a coding agent, and the prompt itself to read.
// Where the browser does not let a page copy, the text is shown and selected.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { Icon } from "../../ui/icon";
import { f } from "../../words/first";
import { t } from "../../words/texts";
import { promptFor, type Subject } from "./prompt";

/** The button and the prompt. */
export function AgentPrompt({ subject }: { subject: Subject }): JSX.Element {
  const text = promptFor(subject);
  const box = useRef<HTMLDetailsElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const copied = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = true;
      announce(t.act.copied);
      setTimeout(() => {
        copied.value = false;
      }, 2_000);
    } catch {
      // Plain http has no clipboard, and a permission may be refused.
      if (box.current) box.current.open = true;
      area.current?.focus();
      area.current?.select();
      announce(f.prompt.select);
    }
  };
  return (
    <div class="agent">
      <p class="acts">
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name={copied.value ? "check" : "copy"} />
          {copied.value ? t.act.copied : f.prompt.copy}
        </button>
      </p>
      <p class="quiet">{f.prompt.hint}</p>
      <details ref={box} class="plain">
        <summary>{f.prompt.show}</summary>
        <textarea
          ref={area}
          class="input mono"
          aria-label={f.prompt.label}
          dir="ltr"
          rows={16}
          readOnly
          value={text}
        />
      </details>
    </div>
  );
}
