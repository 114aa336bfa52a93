// The two panes of a working page: a list, and the chosen item.
// Knows neither of them; on a narrow screen the chosen item is a page of its own.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useKeys } from "../base/keys";

/** Focuses the row of an item, if it is visible; returns whether it is. */
export function focusRow(id: string): boolean {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  if (!row?.checkVisibility({ visibilityProperty: true })) return false;
  row.focus({ preventScroll: true });
  return true;
}

/** A list and, if an item is open, its detail beside it. */
export function Split(props: {
  open: string | null;
  head: ComponentChildren;
  list: ComponentChildren;
  detail: ComponentChildren;
  label: string;
  onClose: () => void;
}): JSX.Element {
  const pane = useRef<HTMLElement>(null);
  const before = useRef<string | null>(null);
  const escaped = useRef(false);
  useKeys({
    Escape: () => {
      if (!props.open) return false;
      escaped.current = true;
      props.onClose();
      return true;
    },
  });
  // In the same task in which the pane is removed: later its focus has been given to the element beside it.
  useLayoutEffect(() => {
    if (props.open && pane.current) {
      pane.current.scrollTop = 0;
      // A page of its own takes the focus; a pane beside the list leaves it in the list.
      const list = pane.current.previousElementSibling;
      const alone = list !== null && getComputedStyle(list).position === "absolute";
      if (alone && before.current !== props.open) pane.current.focus();
    }
    // When the detail is closed in any way: to its row, unless the focus is already elsewhere.
    const free = escaped.current || document.activeElement === document.body;
    if (!props.open && before.current && free) focusRow(before.current);
    escaped.current = false;
    before.current = props.open;
  }, [props.open]);
  return (
    <div class={props.open ? "split has-open" : "split"}>
      <div class="split-list">
        {props.head}
        {props.list}
      </div>
      {props.open && (
        <section ref={pane} class="split-detail" aria-label={props.label} tabIndex={-1}>
          {props.detail}
        </section>
      )}
    </div>
  );
}
