// The two panes of a working page: a list, and what was chosen in it.
// It refuses to know either; on a narrow screen the chosen thing is a page of its own.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useKeys } from "../base/keys";

/** Puts the focus on the row of a thing, if it can be seen; says whether. */
export function focusRow(id: string): boolean {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  if (!row?.checkVisibility({ visibilityProperty: true })) return false;
  row.focus({ preventScroll: true });
  return true;
}

/** A list and, where something is open, its detail beside it. */
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
  // In the same turn in which the pane goes: later the focus that it held has been given to what stands next to it.
  useLayoutEffect(() => {
    if (props.open && pane.current) {
      pane.current.scrollTop = 0;
      // A page of its own takes the focus; a pane beside the list leaves it in the list.
      const list = pane.current.previousElementSibling;
      const alone = list !== null && getComputedStyle(list).position === "absolute";
      if (alone && before.current !== props.open) pane.current.focus();
    }
    // Back from the detail by whatever way: to its row, unless the focus has gone elsewhere already.
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
