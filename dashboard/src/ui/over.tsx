// A small modal dialog beside a row, or in the middle where there is no row: the frame of menus.
// Escape and a click beside it close it; the focus returns to where it was.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { releaseKeys } from "../base/keys";

/** The frame; `at` is the id of the row that it belongs to. `close` is passed to the content: it closes at once. */
export function Over(props: {
  name: string;
  at?: string | undefined;
  /** At the end of the row instead of its start, beside the button of its menu. */
  atEnd?: boolean;
  class?: string;
  onClose: () => void;
  children: (close: () => void) => ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    const { at, atEnd = false } = props;
    // What grows in it must not push its end out of the window.
    const side = at ? place(dialog, at, atEnd) : undefined;
    const watch = new ResizeObserver(() => at && place(dialog, at, atEnd, side));
    watch.observe(dialog);
    // Keys that came before it was there are its own.
    const inside = document.activeElement;
    void releaseKeys(inside instanceof HTMLElement && dialog.contains(inside) ? inside : dialog);
    return () => {
      watch.disconnect();
      if (dialog.open) dialog.close();
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, []);
  // In the same task, so that what follows can take the focus.
  const close = () => {
    element.current?.close();
    props.onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, by onCancel
    <dialog
      ref={element}
      class={`over ${props.class ?? ""}`}
      aria-label={props.name}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <div class="over-body">{props.children(close)}</div>
    </dialog>
  );
}

/** Puts the dialog under the row, or above it where there is more room. Narrow screens place it by the style sheet. */
function place(
  dialog: HTMLDialogElement,
  id: string,
  atEnd: boolean,
  side?: "below" | "above",
): "below" | "above" | undefined {
  const row = document.querySelector(`[data-row="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  if (!row || row.bottom < 0 || row.top > innerHeight) return side;
  const size = dialog.getBoundingClientRect();
  const fits = row.bottom + size.height < innerHeight || row.top < size.height;
  // Once it is on one side of the row it stays there.
  const below = side ? side === "below" : fits;
  const left = Math.min(atEnd ? row.right - size.width : row.left + row.height, innerWidth - size.width);
  const top = below ? Math.min(row.bottom, innerHeight - size.height) : row.top - size.height;
  dialog.classList.add("is-placed");
  dialog.style.setProperty("--left", `${Math.max(0, left)}px`);
  dialog.style.setProperty("--top", `${Math.max(0, top)}px`);
  return below ? "below" : "above";
}
