// Where a comment is written: a field, on demand a name, and Send. Not a form: it may stand inside one.
// Loses nothing that was typed: the text is kept until it was accepted.
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { Alert, Copy, Field } from "./form";
import { composing, useSession } from "./parts";

/** The longest comment and the longest name, in characters. */
const MAX_TEXT = 5000;
const MAX_NAME = 60;

/** The name under which the unsent name is kept. */
const NAME = "comment name";

// Drafts that are being sent: their fields may be drawn again meanwhile.
const going = new Set<string>();

type Props = {
  /** The name under which the unsent text is kept. */
  draft: string;
  label: string;
  hint?: string;
  button: string;
  /** The text to begin with. */
  from?: string;
  /** Whether the name is asked for. */
  named?: boolean;
  /** Sends it; resolves to a sentence if it was not accepted. */
  onSend: (text: string, name: string) => Promise<string | undefined>;
  /** Closes it, where it was opened; it takes the focus then. */
  onClose?: () => void;
};

/** The field for a comment. */
export function Composer({ draft, label, hint, button, from = "", named, onSend, onClose }: Props) {
  const session = useSession();
  const { say, core, texts } = session;
  const [, again] = useReducer((n: number) => n + 1, 0);
  const [error, fail] = useState("");
  const [refused, refuse] = useState("");
  const [touched, touch] = useState(false);
  const box = useRef<HTMLFieldSetElement>(null);
  const text = texts.get(draft) ?? from;
  const name = texts.get(NAME) ?? core.memory().name ?? "";
  const busy = going.has(draft);
  // Small until it is wanted.
  const open = touched || onClose || text;
  useLayoutEffect(() => {
    if (onClose) box.current?.querySelector("textarea")?.focus();
  }, []);

  const write = (key: string, value: string) => {
    texts.set(key, value);
    fail("");
    session.changed();
  };

  async function send() {
    if (busy) return;
    const { lines, whole } = core.aide();
    const sent = lines(text, MAX_TEXT).trim();
    if (!sent) return fail(say("needed"));
    const person = session.who.person();
    going.add(draft);
    refuse("");
    again(undefined as never);
    const called = whole(name, MAX_NAME).trim();
    const why = await onSend(sent, called);
    going.delete(draft);
    if (person !== session.who.person()) return;
    if (why) refuse(why);
    else {
      // What was written in the meantime is the beginning of another comment.
      if ((texts.get(draft) ?? from) === text) texts.delete(draft);
      if (named) core.keep({ name: called });
      onClose?.();
    }
    session.changed();
  }

  function key(event: KeyboardEvent) {
    if (composing(event)) return;
    const field = (event.target as Element).localName;
    if (event.key === "Escape" && onClose) {
      // Closes this, not the panel. The text is kept.
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || field === "input")) {
      // An Enter in the name would send the form around it.
      event.preventDefault();
      send();
    }
  }

  return (
    <fieldset
      class={`composer${open ? " open" : ""}`}
      ref={box}
      onKeyDown={key}
      onFocusIn={() => touch(true)}
      aria-label={label}
    >
      <Field
        lines={open ? 3 : 1}
        label={label}
        hint={hint ?? ""}
        value={text}
        most={MAX_TEXT}
        error={error}
        onValue={(value) => write(draft, value)}
      />
      {open && named && (
        <Field
          optional
          label={say("shownName")}
          value={name}
          most={MAX_NAME}
          onValue={(v) => write(NAME, v)}
        />
      )}
      {refused && (
        <Alert text={refused}>
          <Copy text={text} label={say("copyText")} />
        </Alert>
      )}
      {open && (
        <div class="send">
          <button type="button" class="first" aria-disabled={busy} onClick={send}>
            {busy ? say("sending") : button}
          </button>
          {onClose && (
            <button type="button" class="plain" onClick={onClose}>
              {say("cancel")}
            </button>
          )}
        </div>
      )}
    </fieldset>
  );
}
