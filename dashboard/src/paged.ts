// A list read page by page: what is loaded, what came since, and how to go on.
// It refuses to reorder rows under somebody's eyes: new order waits until it is asked for.
import { batch, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { asProblem, type Problem, type Reading, type Tagged } from "./api";
import { useRefresh } from "./refresh";
import type { Page } from "./types";

/** Reads one page. */
export type Reader<T> = (reading: Reading) => Promise<Tagged<Page<T>>>;

/** A list on the screen. */
export type Paged<T> = {
  items: Signal<T[]>;
  /** `first` until the first page of the first query is here, `busy` while another query loads over the old rows. */
  state: Signal<"first" | "busy" | "ready" | "failed">;
  problem: Signal<Problem | null>;
  /** Rows that exist now but are not shown; 0 with `moved` set means that only the order changed. */
  added: Signal<number>;
  moved: Signal<boolean>;
  whole: Signal<boolean>;
  more: () => void;
  reload: () => Promise<void>;
  /** Looks again without moving anything. */
  refresh: () => Promise<void>;
  /** Says of rows that are not shown that they exist now. */
  arrived: (ids: string[]) => void;
  /** Puts what we know better into its row, without moving it. */
  patch: (item: Partial<T> & { id: string }) => void;
  drop: (id: string) => void;
};

/** Takes the newest values for rows that are shown, and says how the first page differs from them. */
export function fold<T extends { id: string }>(
  shown: T[],
  newest: T[],
): { items: T[]; added: number; moved: boolean } {
  const known = new Map(newest.map((one) => [one.id, one]));
  const here = new Set(shown.map((one) => one.id));
  const added = newest.filter((one) => !here.has(one.id)).length;
  const old = shown.slice(0, newest.length).map((one) => one.id);
  const moved = added > 0 || newest.some((one, index) => one.id !== old[index]);
  return { items: shown.map((one) => known.get(one.id) ?? one), added, moved };
}

/** A list that follows `key`: another key is another query, whose rows replace the old ones when they arrive. */
export function usePaged<T extends { id: string }>(key: string, read: Reader<T>): Paged<T> {
  const list = useMemo(() => makePaged<T>(), []);
  useEffect(() => list.ask(read), [key]);
  useRefresh(list.refresh);
  return list;
}

function makePaged<T extends { id: string }>() {
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
  // Rows that came since, as far as we were told; the first page need not hold them.
  let news = new Set<string>();

  const take = (answer: Tagged<Page<T>>, before: T[]) =>
    batch(() => {
      const here = new Set(before.map((one) => one.id));
      items.value = [...before, ...answer.data.items.filter((one) => !here.has(one.id))];
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
    try {
      const answer = await reader({ signal: at });
      if (at.aborted) return;
      etag = answer.etag;
      batch(() => {
        take(answer, []);
        news = new Set();
        added.value = 0;
        moved.value = false;
      });
    } catch (cause) {
      fail(cause, at);
    } finally {
      if (!at.aborted) loading = false;
    }
  };

  const more = async () => {
    if (!reader || loading || !cursor || state.peek() !== "ready") return;
    const { signal: at } = stop;
    loading = true;
    try {
      const answer = await reader({ cursor, signal: at });
      if (!at.aborted) take(answer, items.peek());
    } catch (cause) {
      fail(cause, at);
    } finally {
      if (!at.aborted) loading = false;
    }
  };

  const unseen = () => {
    const here = new Set(items.peek().map((one) => one.id));
    return [...news].filter((one) => !here.has(one));
  };

  const arrived = (ids: string[]) => {
    const before = unseen().length;
    for (const one of ids) news.add(one);
    const more = unseen().length - before;
    if (more === 0 || state.peek() !== "ready") return;
    batch(() => {
      added.value += more;
      moved.value = true;
    });
  };

  const refresh = async () => {
    if (!reader || loading) return;
    if (state.peek() !== "ready") return reload();
    const { signal: at } = stop;
    try {
      const answer = await reader({ signal: at, etag });
      if (at.aborted) return;
      etag = answer.etag;
      // With nothing on the screen there is nothing to disturb.
      if (items.peek().length === 0) return take(answer, []);
      const folded = fold(items.peek(), answer.data.items);
      const counted = new Set(answer.data.items.map((one) => one.id));
      const more = unseen().filter((one) => !counted.has(one)).length;
      batch(() => {
        items.value = folded.items;
        added.value = folded.added + more;
        moved.value = folded.moved || more > 0;
      });
    } catch {
      // A refresh nobody asked for fails quietly; the banner tells when the server is away.
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
    arrived,
    more: () => void more(),
    ask: (next: Reader<T>) => {
      reader = next;
      void reload();
    },
    patch: (item: Partial<T> & { id: string }) => {
      items.value = items.peek().map((one) => (one.id === item.id ? { ...one, ...item } : one));
    },
    drop: (id: string) => {
      items.value = items.peek().filter((one) => one.id !== id);
    },
  };
}
