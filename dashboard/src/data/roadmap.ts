// The columns of the roadmap as lists of their own, and all of them as the one list that actions change: a request whose status
// changes leaves one and enters another. Moves what colleagues moved, and keeps the order of the rest.
import { batch, type Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { type RoadmapFilter, writeRoadmap } from "../base/filters";
import { arranged, type Column, columns, isColumn, placeIn } from "../base/roadmap";
import type { RankedRequest } from "../base/types";
import type { Acted } from "./acts";
import { requests } from "./api";
import { useLive, useSoon } from "./live";
import { type Paged, usePaged } from "./paged";

type Row = RankedRequest;

/** The columns, and the list of all that is in them. */
export type Roadmap = {
  columns: Record<Column, Paged<Row>>;
  list: NonNullable<Acted>;
  /** The newest values of a request that is shown. */
  find: (id: string) => Row | undefined;
  /** Reads the columns again, as far as they were loaded. */
  reload: () => void;
};

/** How many requests of a column are read at a time. */
const perColumn = 30;

/** How many requests that somebody changed are read for one event; for more, the columns are read again. */
const maxLooked = 10;

function useColumn(project: string, status: Column, filter: RoadmapFilter): Paged<Row> {
  const { tag, screen } = filter;
  const query = { status, order: "hot", tag: tag ?? undefined, screen: screen ?? undefined };
  return usePaged<Row>(`${project} ${status}${writeRoadmap(filter)}`, (reading) =>
    requests.page(project, query, { limit: perColumn, ...reading }),
  );
}

/** Reads the columns, and follows the changes of colleagues. */
export function useRoadmap(project: string, filter: RoadmapFilter): Roadmap {
  const under_review = useColumn(project, "under_review", filter);
  const planned = useColumn(project, "planned", filter);
  const in_progress = useColumn(project, "in_progress", filter);
  const shipped = useColumn(project, "shipped", filter);
  const roadmap = useMemo(() => together({ under_review, planned, in_progress, shipped }), []);
  const { list } = roadmap;
  // Not the screen: what is shown belongs to it, and only the server knows of the votes that were cast there.
  list.fits = ({ status, tags }) => isColumn(status) && (!filter.tag || tags.includes(filter.tag));
  useChanges(project, roadmap, filter);
  return roadmap;
}

/** The columns as one list. */
function together(lists: Roadmap["columns"]): Roadmap {
  const all = () => columns.flatMap((column) => lists[column].items.peek());
  const items = {
    peek: all,
    get value() {
      return columns.flatMap((column) => lists[column].items.value);
    },
    set value(rows: Row[]) {
      batch(() => {
        for (const column of columns) {
          const { items } = lists[column];
          items.value = arranged(
            items.peek(),
            rows.filter(({ status }) => status === column),
          );
        }
      });
    },
  };
  return {
    columns: lists,
    list: {
      items: items as Signal<Row[]>,
      own: (id) => {
        for (const column of columns) lists[column].own(id);
      },
      asked: () => columns.reduce((sum, column) => sum + lists[column].asked(), 0),
      fits: () => true,
    },
    find: (id) => all().find((row) => row.id === id),
    reload: () => {
      for (const column of columns) {
        const rows = lists[column].items.peek().length;
        void lists[column].reload().then(() => lists[column].reach(rows));
      }
    },
  };
}

/** Counts change in place; what a colleague did to a request is read, and shown where it belongs now. */
function useChanges(project: string, roadmap: Roadmap, filter: RoadmapFilter): void {
  const { list, columns: lists, find } = roadmap;
  const soon = useSoon(roadmap.reload, 1_000);
  const place = (row: Row) => {
    const shown = find(row.id);
    // An answer that is older than what is shown.
    if (shown && shown.version > row.version) return;
    const others = list.items.peek().filter(({ id }) => id !== row.id);
    const stays = list.fits(row);
    // Only the server knows which requests belong to a screen.
    if (stays && !shown && filter.screen) return soon();
    if (stays && !shown && isColumn(row.status)) {
      const column = lists[row.status];
      const rows = column.items.peek();
      // It belongs to a page that is not loaded yet.
      if (!column.whole.peek() && placeIn(rows, row) === rows.length) return;
    }
    list.own(row.id);
    list.items.value = stays ? [...others, row] : others;
  };
  useLive({
    request: ({ items }) => {
      const look: string[] = [];
      batch(() => {
        for (const { id, votes, heat, status, updated_at } of items) {
          const row = find(id);
          if (row?.updated_at === updated_at && isColumn(row.status))
            lists[row.status].patch({ id, votes, heat });
          else if (row || isColumn(status)) look.push(id);
        }
      });
      if (look.length > maxLooked) return soon();
      for (const id of look)
        void requests.one(project, id).then(
          ({ data }) => place(data),
          // The next refresh has it.
          () => {},
        );
    },
    deleted: ({ requests: gone }) => {
      list.items.value = list.items.peek().filter(({ id }) => !gone.includes(id));
    },
    restored: soon,
    resync: soon,
  });
}
