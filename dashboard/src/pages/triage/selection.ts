// Which rows are selected, by their ids, and where a range begins.
// Forgets rows that have left the list.
import { type Signal, signal } from "@preact/signals";
import type { RankedRequest } from "../../base/types";
import type { Paged } from "../../data/paged";

/** Selected rows of a list. */
export type Selection = {
  ids: Signal<ReadonlySet<string>>;
  /** The selected rows, in the order of the list. */
  rows: () => RankedRequest[];
  toggle: (id: string) => void;
  /** Selects all rows from the last one that was selected to this one. */
  range: (id: string) => void;
  all: () => void;
  /** Forgets rows that have left. */
  drop: (gone: ReadonlySet<string>) => void;
  /** Returns whether anything was selected. */
  clear: () => boolean;
};

/** A selection in a list. */
export function makeSelection(list: Paged<RankedRequest>): Selection {
  const ids = signal<ReadonlySet<string>>(new Set());
  let anchor: string | null = null;
  const shown = () => list.items.peek();
  return {
    ids,
    rows: () => shown().filter((row) => ids.peek().has(row.id)),
    toggle: (id) => {
      const next = new Set(ids.peek());
      if (!next.delete(id)) next.add(id);
      anchor = id;
      ids.value = next;
    },
    range: (id) => {
      const at = (wanted: string | null) => shown().findIndex((row) => row.id === wanted);
      const to = at(id);
      if (to < 0) return;
      const from = at(anchor) < 0 ? to : at(anchor);
      const between = shown().slice(Math.min(from, to), Math.max(from, to) + 1);
      ids.value = new Set([...ids.peek(), ...between.map((row) => row.id)]);
      anchor = id;
    },
    all: () => {
      ids.value = new Set(shown().map((row) => row.id));
    },
    drop: (gone) => {
      if (ids.peek().size > 0) ids.value = new Set([...ids.peek()].filter((id) => !gone.has(id)));
    },
    clear: () => {
      const had = ids.peek().size > 0;
      anchor = null;
      if (had) ids.value = new Set();
      return had;
    },
  };
}
