// A list read page by page: the loaded rows, the number of new ones, and how to load more.
// Does not reorder rows that somebody is reading: a new order waits until it is requested.
import { batch, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Page } from "../base/types";
import { asProblem, type Problem, type Reading, type Tagged } from "./api";
import { type KnownState, mergeRefresh } from "./fold";
import { useRefresh } from "./refresh";

/** Reads one page. */
export type Reader<T> = (reading: Reading) => Promise<Tagged<Page<T>>>;

/** A list on the screen. */
export type Paged<T> = {
  items: Signal<T[]>;
  /** `first` until the first page of the first query is loaded, `busy` while another query loads over the old rows. */
  state: Signal<"first" | "busy" | "ready" | "failed">;
  problem: Signal<Problem | null>;
  /** Rows that exist now but are not shown; 0 with `moved` set means that only the order changed. */
  added: Signal<number>;
  moved: Signal<boolean>;
  whole: Signal<boolean>;
  more: () => void;
  /** Retries what failed: the next page, or the list itself. */
  retry: () => void;
  reload: () => Promise<void>;
  /** Reads again without moving anything. */
  refresh: () => Promise<void>;
  /** Whether a row that was changed then is newer than this list. */
  isNews: (row: { updated_at: string }) => boolean;
  /** Reports rows that are new; one from before the list was read is no news, however late it is heard of. */
  arrived: (rows: { id: string; updated_at: string }[]) => void;
  /** Reports that the user changed a row: its new position is not announced. */
  own: (id: string) => void;
  /** Loads pages until this many rows are loaded. */
  reach: (rows: number) => void;
  /** How many queries it has followed: tells one from another. */
  asked: () => number;
  /** Follows another query. */
  ask: (read: Reader<T>) => void;
  /** Loads pages until this row is loaded. */
  seek: (id: string | null) => void;
  /** Updates a row with newer values, without moving it. */
  patch: (item: Partial<T> & { id: string }) => void;
  drop: (id: string) => void;
  /** Whether a row belongs to this list as it is now; the page sets it along with its query. */
  fits: (row: T) => boolean;
};

/** How many pages are read to find a row that a link names, or to return to an earlier position. */
const maxPages = 40;

/**
 * A list that follows `key`: another key is another query, whose rows replace the old ones when they arrive. The page has to
 * say with `useLive` which events change the list, since it is not polled while the event stream is open.
 */
export function usePaged<T extends { id: string }>(
  key: string,
  read: Reader<T>,
  open: string | null = null,
): Paged<T> {
  const list = useMemo((): Paged<T> => makePaged<T>(), []);
  useEffect(() => list.ask(read), [key]);
  // A link may name a row beyond the first page.
  useEffect(() => list.seek(open), []);
  useRefresh(list.refresh, "stream");
  return list;
}

/** A list without a component, for `usePaged` and for tests. */
export function makePaged<T extends { id: string }>() {
  const items = signal<T[]>([]);
  const state = signal<"first" | "busy" | "ready" | "failed">("first");
  const problem = signal<Problem | null>(null);
  const added = signal(0);
  const moved = signal(false);
  const whole = signal(false);
  let reader: Reader<T> | null = null;
  let cursor: string | null = null;
  let etag: string | null = null;
  let stop = new AbortController();
  let loading = false;
  let asks = 0;
  let refreshes = 0;
  // Rows that are new since then, as far as events and refreshes reported; they need not be on the first page.
  let newIds = new Set<string>();
  let known: KnownState = { changedByUser: new Set(), complete: false, readAt: 0 };
  let target: { id: string | null; rows: number; left: number } = { id: null, rows: 0, left: 0 };

  const take = (answer: Tagged<Page<T>>, before: T[]) =>
    batch(() => {
      const here = new Set(before.map((row) => row.id));
      items.value = [...before, ...answer.data.items.filter((row) => !here.has(row.id))];
      cursor = answer.data.next ?? null;
      whole.value = cursor === null;
      state.value = "ready";
      problem.value = null;
    });

  const fail = (cause: unknown, at: AbortSignal) => {
    if (at.aborted) return;
    batch(() => {
      problem.value = asProblem(cause);
      state.value = "failed";
    });
  };

  const reload = async () => {
    if (!reader) return;
    stop.abort();
    stop = new AbortController();
    const { signal: at } = stop;
    if (state.peek() !== "first") state.value = "busy";
    loading = true;
    cursor = null;
    try {
      const answer = await reader({ signal: at });
      if (at.aborted) return;
      etag = answer.etag;
      batch(() => {
        take(answer, []);
        newIds = new Set();
        known = { changedByUser: new Set(), complete: false, readAt: answer.at ?? Date.now() };
        added.value = 0;
        moved.value = false;
      });
    } catch (cause) {
      fail(cause, at);
    } finally {
      if (!at.aborted) loading = false;
    }
    void loadTowardsTarget();
  };

  const more = async (again = false) => {
    const ready = state.peek() === "ready" || (again && state.peek() === "failed");
    if (!reader || loading || !cursor || !ready) return;
    const { signal: at } = stop;
    loading = true;
    try {
      const answer = await reader({ cursor, signal: at, ...(seeking() && { limit: 100 }) });
      if (!at.aborted) take(answer, items.peek());
    } catch (cause) {
      fail(cause, at);
    } finally {
      if (!at.aborted) loading = false;
    }
    if (!at.aborted) void loadTowardsTarget();
  };

  const seeking = () => {
    const { id, rows, left } = target;
    const shown = items.peek();
    return left > 0 && (shown.length < rows || (id !== null && !shown.some((row) => row.id === id)));
  };

  // One page at a time, until the target is loaded or there are no more.
  const loadTowardsTarget = async () => {
    if (!seeking() || loading || state.peek() !== "ready") return;
    target.left -= 1;
    await more();
  };

  const hiddenNewIds = () => {
    const here = new Set(items.peek().map((row) => row.id));
    return [...newIds].filter((id) => !here.has(id));
  };

  const isNews = (row: { updated_at: string }) => Date.parse(row.updated_at) >= known.readAt;

  const arrived = (rows: { id: string; updated_at: string }[]) => {
    for (const row of rows) if (isNews(row)) newIds.add(row.id);
    const hidden = hiddenNewIds().length;
    if (hidden === added.peek() || state.peek() !== "ready") return;
    batch(() => {
      added.value = hidden;
      moved.value = true;
    });
  };

  const refresh = async () => {
    if (!reader || loading) return;
    // A page that failed is retried by its own button; the loaded rows are not discarded for it.
    if (state.peek() === "failed" && cursor) return;
    if (state.peek() !== "ready") return reload();
    const { signal: at } = stop;
    refreshes += 1;
    const turn = refreshes;
    try {
      const answer = await reader({ signal: at, etag });
      if (at.aborted || turn !== refreshes) return;
      etag = answer.etag;
      // With no rows on the screen, no order has to be kept.
      if (items.peek().length === 0) return take(answer, []);
      const merged = mergeRefresh(items.peek(), answer.data.items, { ...known, complete: whole.peek() });
      // An event that comes after this must not count them a second time.
      for (const id of merged.added) newIds.add(id);
      batch(() => {
        items.value = merged.items;
        added.value = hiddenNewIds().length;
        moved.value = merged.moved || added.value > 0;
      });
    } catch {
      // An automatic refresh fails silently; the banner says when the server is unavailable.
    }
  };

  return {
    items,
    state,
    problem,
    added,
    moved,
    whole,
    reload,
    refresh,
    isNews,
    arrived,
    more: () => void more(),
    retry: () => void (cursor ? more(true) : reload()),
    own: (id: string) => void known.changedByUser.add(id),
    reach: (rows: number) => {
      target = { ...target, rows, left: maxPages };
      void loadTowardsTarget();
    },
    seek: (id: string | null) => {
      target = { ...target, id, left: maxPages };
      void loadTowardsTarget();
    },
    asked: () => asks,
    ask: (next: Reader<T>) => {
      asks += 1;
      // Not the query of the link: the row that the link named may be missing.
      if (reader) target = { id: null, rows: 0, left: 0 };
      reader = next;
      void reload();
    },
    patch: (item: Partial<T> & { id: string }) => {
      items.value = items.peek().map((row) => (row.id === item.id ? { ...row, ...item } : row));
    },
    drop: (id: string) => {
      items.value = items.peek().filter((row) => row.id !== id);
    },
    fits: (_: T): boolean => true,
  };
}
