// Triage: the requests that need a decision, or another view of them, and the one that is open.
// Keeps no filter of its own: it is in the address.
import { batch, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { chooseDensity, density } from "../../base/density";
import {
  askTriage,
  filterOf,
  fitsTriage,
  narrows,
  readTriage,
  type TriageFilter,
  writeTriage,
} from "../../base/filters";
import { paths } from "../../base/paths";
import type { RankedRequest } from "../../base/types";
import { onActs } from "../../data/acts";
import { requests, triage } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { type Paged, usePaged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { session } from "../../data/session";
import { viewsOf } from "../../data/views";
import { lazy } from "../../ui/lazy";
import { useTitle } from "../../ui/parts";
import { Refusals } from "../../ui/refusals";
import { Split } from "../../ui/split";
import { t } from "../../words/texts";
import type { PageProps } from "../props";
import { Bulk, useActs } from "./acting";
import type { Start } from "./detail";
import { Filters } from "./filters";
import { List } from "./list";
import { useMoves } from "./moves";
import { makeSelection, type Selection } from "./selection";

const Detail = lazy(() => import("./detail").then((m) => m.Detail));
// A link to a request needs it at once.
if (/\/triage\/./.test(location.pathname)) void Detail.load();

/** The triage page. */
export function Triage({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const filter = readTriage(query);
  const search = writeTriage(filter);
  const me = session.value?.member.id;
  const open = id ?? null;
  useTitle(t.triage.title);
  const list = usePaged<RankedRequest>(`${project}${writeTriage({ ...filter, saved: null })}`, (reading) =>
    requests.page(project, askTriage(filter, me), reading),
  );
  list.fits = (row) => fitsTriage(filter, row, me);
  useSeek(project, open, list);
  const totals = useResource(`totals ${project}`, () => triage.totals(project), "stream");
  useNews(project, list, filter, totals.reload);
  const ranked = filter.view === "decide" && filter.order === "hot" && !narrows(filter);
  const moves = useMoves(project, ranked);
  const cursor = useSignal<string | null>(null);
  const selection = useMemo(() => makeSelection(list), [list]);
  const dense = density() === "dense";
  // The form that a key asked for before the pane of its request was there; that takes it.
  const asked = useRef<{ id: string; mode: Start } | null>(null);
  useEffect(() => {
    if (asked.current?.id !== open) asked.current = null;
  }, [open]);
  const begin = (request: string): Start => {
    const mode = asked.current?.id === request ? asked.current.mode : "read";
    asked.current = null;
    return mode;
  };
  const items = list.items.value;
  const at = items.findIndex((item) => item.id === open);
  const seed = items[at] ?? null;
  const go = (to: string | null, replace = false) => route(paths.triage(project, to, search), replace);
  const choose = (next: TriageFilter) => {
    selection.clear();
    // Each step can be taken back, but not each letter of a text.
    const typing = filter.q !== "" && writeTriage({ ...next, q: "" }) === writeTriage({ ...filter, q: "" });
    route(paths.triage(project, open, writeTriage(next)), typing);
  };
  // A link may name a saved view and nothing else.
  const named = viewsOf(project).find((view) => view.id === filter.saved);
  const full = named && search === writeTriage({ saved: named.id }) ? writeTriage(filterOf(named)) : search;
  useEffect(() => {
    if (full !== search) route(paths.triage(project, open, full), true);
  }, [full, search]);
  const show = (item: RankedRequest, mode: Start = "read") => {
    asked.current = { id: item.id, mode };
    go(item.id, open !== null);
  };
  useFollow({ open, cursor, selection, go });
  useEffect(() => {
    selection.clear();
  }, [search]);
  const late = (mode: Start) => {
    if (open) asked.current = { id: open, mode };
  };
  const acting = useActs({ project, list, open, cursor, selection, show, late });
  const beside = (by: number) => {
    const next = at >= 0 ? items[at + by] : undefined;
    return next ? paths.triage(project, next.id, search) : null;
  };
  return (
    <>
      <Split
        open={open}
        label={seed ? seed.title : t.triage.title}
        onClose={() => go(null)}
        head={
          <>
            <Filters
              {...{ project, filter, list }}
              totals={totals.data.value}
              onChange={choose}
              dense={dense}
              onDense={(next) => chooseDensity(next ? "dense" : "comfortable")}
            >
              {moves === "early" && <span class="quiet list-count">{t.triage.movesEarly}</span>}
            </Filters>
            <Refusals project={project} search={search} />
          </>
        }
        list={
          <>
            <List
              {...{ project, filter, search, open, list, cursor, selection, show, choose }}
              totals={totals.data.value}
              moves={moves}
              dense={dense}
              onMenu={acting.onMenu}
            />
            <Bulk selection={selection} perform={acting.perform} onMenu={acting.onBulkMenu} />
          </>
        }
        detail={
          open && (
            <Detail
              key={open}
              project={project}
              request={open}
              seed={seed}
              begin={begin}
              list={list}
              back={paths.triage(project, null, search)}
              previous={beside(-1)}
              next={beside(1)}
              perform={acting.perform}
            />
          )
        }
      />
      {acting.menus}
    </>
  );
}

/** Loads the pages up to the row that a link names, if the request belongs to this view at all. */
function useSeek(project: string, open: string | null, list: Paged<RankedRequest>): void {
  const wanted = useRef(open);
  const ready = list.state.value === "ready";
  useEffect(() => {
    const id = wanted.current;
    if (!ready || !id) return;
    wanted.current = null;
    if (list.whole.peek() || list.items.peek().some((item) => item.id === id)) return;
    void requests.one(project, id).then(
      ({ data }) => list.fits(data) && list.seek(id),
      // The detail says what is wrong.
      () => {},
    );
  }, [ready]);
}

/** What was decided leaves the view, and the next request is opened or chosen; an undo leads back to it. */
function useFollow(page: {
  open: string | null;
  cursor: { value: string | null };
  selection: Selection;
  go: (to: string | null, replace: boolean) => void;
}): void {
  const latest = useRef(page);
  latest.current = page;
  useEffect(
    () =>
      onActs({
        left: (ids, next) => {
          const { open, cursor, selection, go } = latest.current;
          selection.drop(ids);
          if (open ? ids.has(open) : cursor.value && ids.has(cursor.value)) cursor.value = next;
          if (open && ids.has(open)) go(next, true);
        },
        back: ([first]) => {
          const { open, cursor, go } = latest.current;
          if (!first) return;
          cursor.value = first;
          if (open) go(first, true);
        },
      }),
    [],
  );
}

/** How many requests that somebody changed are read for one event. */
const maxLooked = 10;

/** Updates counts in place and announces new requests; the order does not change. */
function useNews(
  project: string,
  list: Paged<RankedRequest>,
  filter: TriageFilter,
  recount: () => unknown,
): void {
  const soon = useSoon(list.refresh, 2_000);
  const countSoon = useSoon(recount, 500);
  // New requests belong to these views; in others only the server knows what passes.
  const narrowed = narrows(filter) || (filter.view !== "decide" && filter.view !== "all");
  useEffect(() => onActs({ done: countSoon }), []);
  useLive({
    request: ({ items }) => {
      const shown = new Map(list.items.peek().map((item) => [item.id, item]));
      batch(() => {
        for (const { id, votes, heat, status } of items)
          if (shown.has(id)) list.patch({ id, votes, heat, status });
      });
      const news = items.filter((item) => item.new && !shown.has(item.id));
      // The server decides whether a new request passes the filter, and returns what an edit changed.
      if (!narrowed) list.arrived(news);
      const edited = items.some(
        (item) => (shown.get(item.id)?.updated_at ?? item.updated_at) !== item.updated_at,
      );
      // What a colleague did to a request may take it out of this view or bring it here; the event does not say all of it.
      const moved = items.filter((item) => {
        const row = shown.get(item.id);
        return row ? row.updated_at !== item.updated_at : !item.new && list.isNews(item);
      });
      for (const { id } of moved.slice(0, maxLooked))
        void requests.one(project, id).then(
          ({ data }) => {
            if (shown.has(id)) list.patch(data);
            else if (list.fits(data)) list.arrived([data]);
          },
          // The next refresh has it.
          () => {},
        );
      const first = news.length > 0 && (narrowed || shown.size === 0);
      if (edited || first) soon();
      countSoon();
    },
    deleted: ({ requests: gone }) => {
      for (const id of gone) list.drop(id);
      countSoon();
    },
    restored: () => {
      soon();
      countSoon();
    },
    resync: () => {
      soon();
      countSoon();
    },
  });
}
