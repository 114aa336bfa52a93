// A virtual list of rows of one height: only visible rows are in the document, however long the list.
// Does not know what a row shows, and scrolls the list only to keep the chosen row in sight.

import { type Signal, signal, useSignal } from "@preact/signals";
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { useKeys } from "../base/keys";
import type { Paged } from "../data/paged";
import { usePlace } from "../data/places";
import { Trouble } from "./form";

// Before the browser lays out the paper, every loaded row must be in the document.
const printing = signal(false);
const paper = matchMedia("print");
const turn = () => {
  printing.value = paper.matches;
};
paper.addEventListener("change", turn);
addEventListener("beforeprint", () => {
  printing.value = true;
});
addEventListener("afterprint", turn);

type Props<T> = {
  list: Paged<T>;
  /** Names the list with its query: the position is kept under it. */
  place: string;
  label: string;
  /** The row that is open, if any. */
  open: string | null;
  href: (item: T) => string;
  onOpen: (item: T) => void;
  row: (item: T, index: number) => ComponentChildren;
  /** The id of the chosen row, null before one is chosen. Setting it moves the focus along with it. */
  cursor?: Signal<string | null>;
  /** Headings of the columns. */
  head?: ComponentChildren;
  /** Controls of a row beside its link; `reachable` for the row that Tab goes to. */
  beside?: (item: T, reachable: boolean) => ComponentChildren;
  class?: (item: T) => string;
  /** A click on a row, before it opens. */
  onClick?: (item: T, event: MouseEvent) => void;
  /** The height of rows: dense or roomy; that of other lists if it is not set. */
  dense?: boolean;
};

/** The rows; j, k and the arrows move, Enter opens because each row is one link. */
export function Rows<T extends { id: string }>(props: Props<T>): JSX.Element {
  const { list, open } = props;
  const items = list.items.value;
  const scroller = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const cursor = useRef(0);
  const ownId = useSignal<string | null>(null);
  const cursorId = props.cursor ?? ownId;
  const [, draw] = useReducer((n: number) => n + 1, 0);

  const openAt = open ? items.findIndex((item) => item.id === open) : -1;
  const chosenAt = items.findIndex((item) => item.id === cursorId.value);
  if (openAt >= 0) cursor.current = openAt;
  else if (chosenAt >= 0) cursor.current = chosenAt;
  if (cursor.current >= items.length) cursor.current = Math.max(0, items.length - 1);

  const onPaper = printing.value;
  const made = useRef<Virtualizer<HTMLDivElement, HTMLLIElement> | null>(null);
  const options = {
    count: items.length,
    getScrollElement: () => scroller.current,
    // The height is a token: the probe measures it, so that no size is written here.
    estimateSize: () => probe.current?.offsetHeight || 1,
    getItemKey: (index: number) => items[index]?.id ?? index,
    overscan: 8,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(undefined),
    // The chosen row stays in the document, or scrolling it away would lose the focus.
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      // Printed pages do not scroll.
      if (onPaper) return Array.from({ length: range.count }, (_, index) => index);
      const shown = defaultRangeExtractor(range);
      const at = cursor.current;
      if (at < range.count && !shown.includes(at)) shown.push(at);
      return shown.sort((a, b) => a - b);
    },
  };
  made.current ??= new Virtualizer<HTMLDivElement, HTMLLIElement>(options);
  const virtual = made.current;
  virtual.setOptions(options);
  useLayoutEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  usePlace(scroller, props.place, list);

  const visible = virtual.getVirtualItems();
  // Behind a detail that fills the screen no row can be seen; the chosen one must be there when the list comes back.
  const shown =
    visible.length > 0 ? visible : virtual.measurementsCache.slice(cursor.current, cursor.current + 1);
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 15) list.more();
  }, [last, items.length]);

  useEffect(() => {
    // Where the detail is a page of its own, the list behind it stays as it was left.
    const seen = (scroller.current?.clientHeight ?? 0) > (probe.current?.offsetHeight ?? 0);
    if (openAt >= 0 && seen) virtual.scrollToIndex(openAt, { align: "auto" });
  }, [open, openAt >= 0]);

  // The focus follows the cursor as soon as the row is in the document: a key that comes before the next frame,
  // such as Enter, acts on what has the focus.
  const follows = useRef(false);
  useLayoutEffect(() => {
    if (!follows.current) return;
    follows.current = false;
    const item = items[cursor.current];
    if (item) scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item.id)}"]`)?.focus();
  });
  // The page has chosen another row, such as the one after a row that has left.
  useLayoutEffect(() => {
    const id = cursorId.peek();
    const at = document.activeElement;
    if (!id || chosenAt < 0 || (at !== document.body && !scroller.current?.contains(at))) return;
    virtual.scrollToIndex(chosenAt, { align: "auto" });
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
    if (!row?.parentElement?.contains(at)) row?.focus({ preventScroll: true });
  }, [cursorId.value, chosenAt >= 0]);
  const move = (by: number) => {
    if (items.length === 0) return false;
    cursor.current = Math.max(0, Math.min(items.length - 1, cursor.current + by));
    virtual.scrollToIndex(cursor.current, { align: "auto" });
    follows.current = true;
    draw(undefined);
    const item = items[cursor.current];
    if (item) cursorId.value = item.id;
    if (open && item) props.onOpen(item);
    return true;
  };
  const first = useRef(true);
  const step = (by: number) => {
    // The first j chooses the first row instead of skipping it; also if the open item is not in the list.
    const fresh = open ? openAt < 0 : first.current && !scroller.current?.contains(document.activeElement);
    first.current = false;
    if (open && fresh) cursor.current = 0;
    return move(fresh ? 0 : by);
  };
  const arrow = (event: KeyboardEvent, by: number) =>
    scroller.current?.contains(event.target as Node) || event.target === document.body ? step(by) : false;
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: (event) => arrow(event, 1),
    ArrowUp: (event) => arrow(event, -1),
    Enter: (event) => {
      const item = items[cursor.current];
      if (!item || event.target !== document.body) return false;
      props.onOpen(item);
      return true;
    },
    o: () => {
      const item = items[cursor.current];
      if (!item || open || first.current) return false;
      props.onOpen(item);
      return true;
    },
  });

  const failed = list.state.value === "failed" ? list.problem.value : null;
  return (
    <>
      {props.head}
      <div
        ref={scroller}
        class={`rows ${props.dense === undefined ? "" : props.dense ? "is-dense" : "is-roomy"}`}
        aria-busy={list.state.value === "busy" ? "true" : undefined}
      >
        <div ref={probe} class="row-probe" aria-hidden="true" />
        <ol aria-label={props.label} style={onPaper ? "" : { height: `${virtual.getTotalSize()}px` }}>
          {shown.map((place) => {
            const item = items[place.index];
            if (!item) return null;
            const chosen = item.id === open;
            const reachable = place.index === cursor.current;
            const more = props.class?.(item) ?? "";
            return (
              <li
                key={item.id}
                class={`row ${chosen ? "is-open" : ""} ${more}`}
                aria-setsize={list.whole.value ? items.length : -1}
                aria-posinset={place.index + 1}
                style={onPaper ? "" : { transform: `translateY(${place.start}px)` }}
              >
                <a
                  class="row-link"
                  data-row={item.id}
                  href={props.href(item)}
                  tabIndex={reachable ? 0 : -1}
                  aria-current={chosen ? "true" : undefined}
                  onClick={(event) => props.onClick?.(item, event)}
                  onFocus={() => {
                    first.current = false;
                    cursor.current = place.index;
                    cursorId.value = item.id;
                  }}
                >
                  {props.row(item, place.index)}
                </a>
                {props.beside?.(item, reachable)}
              </li>
            );
          })}
        </ol>
      </div>
      {failed && <Trouble problem={failed} onRetry={list.retry} />}
    </>
  );
}
