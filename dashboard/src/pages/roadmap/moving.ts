// Moving a card to another column: dragged by mouse, pen or finger, or picked up by Space and moved by the arrow keys.
// Only says where a card was dropped; changes nothing itself. Arrow keys without a card picked up lead from card to card.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { beside, type Column, columns, isColumn, placeIn } from "../../base/roadmap";
import type { RankedRequest } from "../../base/types";
import type { Roadmap } from "../../data/roadmap";
import { r } from "../../words/roadmap";

/** A card that is being moved. */
export type Held = {
  row: RankedRequest;
  from: Column;
  /** The column where it would be dropped, or null beside all of them. */
  to: Column | null;
  /** Where the pointer is, and where in the card it took hold; null where keys move the card. */
  drag: { x: number; y: number; left: number; top: number; width: number } | null;
};

/** What cards need in order to be moved. */
export type Moving = {
  held: Signal<Held | null>;
  /** What a screen reader is told. */
  told: Signal<string>;
  /** Takes hold of a card that a pointer presses. */
  press: (row: RankedRequest, event: PointerEvent) => void;
  key: (row: RankedRequest, event: KeyboardEvent) => void;
  /** The focus left the card. */
  left: () => void;
};

/** Pixels that a pointer moves before a press becomes a drag. */
const slack = 6;

/** Pixels from an edge of the board within which it scrolls under a dragged card, and how far at a time. */
const edge = 48;
const step = 12;

/** The column at a point; beside and between the columns of the board the nearest one, as at its edge where it scrolls. */
const columnAt = (x: number, y: number, board: HTMLElement | null): Column | null => {
  const under = document.elementFromPoint(x, y);
  const found =
    under?.closest<HTMLElement>("[data-column]") ??
    (board?.contains(under) ? nearest(board as HTMLElement, x) : null);
  const column = found?.dataset.column ?? "";
  return isColumn(column) ? column : null;
};

const nearest = (board: HTMLElement, x: number): HTMLElement | undefined => {
  const far = (column: HTMLElement) => {
    const { left, right } = column.getBoundingClientRect();
    return Math.max(left - x, x - right);
  };
  return [...board.querySelectorAll<HTMLElement>("[data-column]")].sort(
    (one, other) => far(one) - far(other),
  )[0];
};

const cardOf = (id: string) =>
  document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] .card-title`);

/** Gives cards their pointer and their keys; `board` is the element that scrolls. */
export function useMoving(props: {
  roadmap: Roadmap;
  board: { current: HTMLElement | null };
  allowed: boolean;
  onDrop: (row: RankedRequest, to: Column) => void;
}): Moving {
  const { roadmap, allowed } = props;
  const held = useSignal<Held | null>(null);
  const told = useSignal("");
  const stop = useRef<() => void>(() => {});
  useEffect(() => () => stop.current(), []);
  const rowsOf = (column: Column) => roadmap.columns[column].items.peek();
  const place = (row: RankedRequest, column: Column) => {
    const rows = rowsOf(column);
    return [placeIn(rows, row), rows.filter(({ id }) => id !== row.id).length + 1] as const;
  };
  const cancel = () => {
    const now = held.peek();
    if (!now) return;
    held.value = null;
    told.value = r.cancelled(now.row.number, now.from);
  };
  const drop = () => {
    const now = held.peek();
    if (!now) return;
    if (!now.to || now.to === now.from) return cancel();
    held.value = null;
    told.value = r.dropped(now.row.number, now.to);
    props.onDrop(now.row, now.to);
  };

  const press = (row: RankedRequest, event: PointerEvent) => {
    const { status } = row;
    const at = event.target as Element;
    const grips = at.closest(".card-grip") !== null;
    // A finger scrolls; only at the grip it drags.
    if (!allowed || !isColumn(status) || event.button !== 0 || !event.isPrimary) return;
    if ((event.pointerType === "touch" && !grips) || at.closest("button")) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const first = { x: event.clientX, y: event.clientY };
    const mine = event.pointerId;
    let frame = 0;
    const follow = (x: number, y: number) => {
      held.value = {
        ...{ row, from: status, to: columnAt(x, y, props.board.current) },
        drag: { x, y, left: first.x - box.left, top: first.y - box.top, width: box.width },
      };
    };
    const scroll = () => {
      const board = props.board.current;
      const drag = held.peek()?.drag;
      if (!board || !drag) return;
      const { left, right } = board.getBoundingClientRect();
      const by = drag.x < left + edge ? -step : drag.x > right - edge ? step : 0;
      if (by !== 0) {
        board.scrollLeft += by;
        follow(drag.x, drag.y);
      }
      frame = requestAnimationFrame(scroll);
    };
    const move = (moved: PointerEvent) => {
      if (moved.pointerId !== mine) return;
      const { clientX: x, clientY: y } = moved;
      const begins = held.peek() === null;
      if (begins && Math.hypot(x - first.x, y - first.y) < slack) return;
      follow(x, y);
      if (begins) frame = requestAnimationFrame(scroll);
    };
    const end = (ended: PointerEvent) => {
      if (ended.pointerId !== mine) return;
      stop.current();
      if (held.peek() === null) return;
      // The press was no click on the link under it.
      const swallow = (click: Event) => {
        click.preventDefault();
        click.stopPropagation();
      };
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }));
      if (ended.type === "pointerup") drop();
      else cancel();
    };
    const cancelByKey = (pressed: KeyboardEvent) => {
      if (pressed.key !== "Escape" || held.peek() === null) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      stop.current();
      cancel();
    };
    stop.current();
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    addEventListener("keydown", cancelByKey, true);
    stop.current = () => {
      cancelAnimationFrame(frame);
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      removeEventListener("keydown", cancelByKey, true);
      stop.current = () => {};
    };
  };

  const toggle = (row: RankedRequest) => {
    if (held.peek()) return drop();
    if (!allowed || !isColumn(row.status)) return;
    held.value = { row, from: row.status, to: row.status, drag: null };
    told.value = r.picked(row.number, row.status, ...place(row, row.status));
  };
  const carry = (now: Held, by: number) => {
    const to = beside(now.to ?? now.from, by);
    held.value = { ...now, to };
    told.value = r.over(to, ...place(now.row, to));
    document.querySelector(`[data-column="${to}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  /** Focuses the card beside this one. */
  const lead = (row: RankedRequest, across: number, down: number) => {
    if (!isColumn(row.status)) return;
    const at = rowsOf(row.status).findIndex(({ id }) => id === row.id);
    const from = columns.indexOf(row.status);
    const others = across < 0 ? columns.slice(0, from).reverse() : columns.slice(from + 1);
    const rows = across === 0 ? rowsOf(row.status) : others.map(rowsOf).find(({ length }) => length > 0);
    const next = rows?.[across === 0 ? at + down : Math.min(at, rows.length - 1)];
    if (next) cardOf(next.id)?.focus();
  };
  const key = (row: RankedRequest, event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || held.peek()?.drag) return;
    const now = held.peek();
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (event.key === " ") toggle(row);
    else if (now && event.key === "Enter") drop();
    else if (now && event.key === "Escape") cancel();
    else if (now && across) carry(now, across);
    else if (!now && (across || down)) lead(row, across, down);
    else if (!now || event.key === "Tab" || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
  };
  const left = () => {
    if (held.peek()?.drag === null) cancel();
  };
  return { held, told, press, key, left };
}

/** Focuses a card, wherever it is now. */
export const focusCard = (id: string): void => cardOf(id)?.focus();
