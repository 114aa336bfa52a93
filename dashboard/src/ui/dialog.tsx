// Native modal dialogs: a sheet with content, and the confirmation before something is lost.
// Escape and the backdrop close them, and the focus returns to where it was.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { releaseKeys } from "../base/keys";
import { asProblem, type Problem } from "../data/api";
import { t } from "../words/texts";
import { Trouble } from "./form";
import { Icon } from "./icon";

/** A modal sheet, open as long as it is rendered. */
export function Sheet(props: {
  title: ComponentChildren;
  onClose: () => void;
  wide?: boolean;
  children: ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    // Who opens a form wants to fill it in, not to close it.
    dialog?.querySelector<HTMLElement>("form :is(input, select, textarea)")?.focus();
    void releaseKeys(null);
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, by onCancel
    <dialog
      ref={element}
      class={props.wide ? "sheet is-wide" : "sheet"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) props.onClose();
      }}
    >
      <div class="sheet-body">
        <header>
          <h2 id={id}>{props.title}</h2>
          <button
            type="button"
            class="button is-bare is-square"
            aria-label={t.act.close}
            onClick={props.onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

/** Asks for confirmation before something is lost; stays open with the reason if it fails. */
export function Confirm(props: {
  title: ComponentChildren;
  text: string;
  act: string;
  onClose: () => void;
  onConfirm: () => Promise<void>;
  /** Additional choices. */
  children?: ComponentChildren;
}): JSX.Element {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const confirm = async () => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      await props.onConfirm();
      props.onClose();
    } catch (cause) {
      problem.value = asProblem(cause);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <p>{props.text}</p>
      {props.children}
      {problem.value && <Trouble problem={problem.value} />}
      <footer>
        <button type="button" class="button" onClick={props.onClose}>
          {t.act.cancel}
        </button>
        <button type="button" class="button is-loss" onClick={() => void confirm()}>
          {busy.value ? t.act.working : props.act}
        </button>
      </footer>
    </Sheet>
  );
}
