// The notice that a list has changed since it was read.
// Does not show the change by itself: rows move only when somebody requests it.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Paged } from "../data/paged";
import { t } from "../words/texts";
import { Icon } from "./icon";

/** Says that rows exist which are not shown, and shows them when asked. */
export function FreshChip<T>({ list }: { list: Paged<T> }): JSX.Element {
  const chip = useRef<HTMLSpanElement>(null);
  const show = async () => {
    await list.reload();
    const pane = chip.current?.closest(".split-list")?.querySelector(".rows");
    pane?.scrollTo({ top: 0 });
    // The button was removed; the focus goes to the newest row.
    requestAnimationFrame(() => pane?.querySelector<HTMLElement>("[data-row]")?.focus());
  };
  return (
    <span ref={chip} role="status" class="fresh">
      {list.moved.value && (
        <button type="button" class="chip" title={t.triage.freshHint} onClick={() => void show()}>
          <Icon name="up" />
          {t.triage.fresh(list.added.value)}
        </button>
      )}
    </span>
  );
}
