// Triage: the ranked requests, and the one that is open.
// Keeps no filter of its own: it is in the address.
import { batch } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { askTriage, narrows, readTriage, type TriageFilter, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { RankedRequest } from "../../base/types";
import { requests } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { type Paged, usePaged } from "../../data/paged";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Empty, Skeleton, useTitle } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { Split } from "../../ui/split";
import { t } from "../../words/texts";
import type { PageProps } from "../props";
import { Detail, type Mode } from "./detail";
import { Filters } from "./filters";
import { RequestRow } from "./row";

/** The triage page. */
export function Triage({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const filter = readTriage(query);
  const search = writeTriage(filter);
  useTitle(t.triage.title);
  const list = usePaged<RankedRequest>(
    `${project}${search}`,
    (reading) => requests.page(project, askTriage(filter), reading),
    id ?? null,
  );
  // The form that a key requested on a row that was not open yet, until that row is open.
  const start = useRef<{ id?: string; mode: Mode }>({ mode: "read" });
  // The detail is mounted by now: coming back to it by a link or by the browser is reading.
  useEffect(() => {
    start.current = { mode: "read" };
  }, [id]);
  useNews(list, narrows(filter));
  const open = id ?? null;
  const items = list.items.value;
  const top = items.reduce((most, item) => Math.max(most, item.heat), 0);
  const seed = items.find((item) => item.id === open) ?? null;
  const at = items.findIndex((item) => item.id === open);
  const choose = (next: TriageFilter) => route(paths.triage(project, open, writeTriage(next)), true);
  const show = (item: RankedRequest, mode: Mode = "read") => {
    start.current = { id: item.id, mode };
    route(paths.triage(project, item.id, search), open !== null);
  };
  const beside = (by: number) => {
    const next = at >= 0 ? items[at + by] : undefined;
    return next ? paths.triage(project, next.id, search) : null;
  };
  return (
    <Split
      open={open}
      label={seed ? seed.title : t.triage.title}
      onClose={() => route(paths.triage(project, null, search))}
      head={
        <Filters project={project} filter={filter} onChange={choose} list={list} compact={open !== null} />
      }
      list={
        <List {...{ project, filter, search, open, list, top, show, clear: () => choose(cleared(filter)) }} />
      }
      detail={
        open && (
          <Detail
            key={open}
            project={project}
            request={open}
            seed={seed}
            start={start.current.id === open ? start.current.mode : "read"}
            list={list}
            back={paths.triage(project, null, search)}
            previous={beside(-1)}
            next={beside(1)}
          />
        )
      }
    />
  );
}

/** Updates counts in place and announces new requests; the order does not change. */
function useNews(list: Paged<RankedRequest>, narrowed: boolean): void {
  const soon = useSoon(list.refresh, 2_000);
  useLive({
    request: ({ items }) => {
      const shown = new Map(list.items.peek().map((item) => [item.id, item]));
      batch(() => {
        for (const { id, votes, heat, status } of items)
          if (shown.has(id)) list.patch({ id, votes, heat, status });
      });
      const news = items.filter((item) => item.new && !shown.has(item.id)).map((item) => item.id);
      // The server decides whether a new request passes the filter, and returns what an edit changed.
      if (!narrowed) list.arrived(news);
      const edited = items.some(
        (item) => (shown.get(item.id)?.updated_at ?? item.updated_at) !== item.updated_at,
      );
      const first = news.length > 0 && (narrowed || shown.size === 0);
      if (edited || first) soon();
    },
    resync: soon,
  });
}

const cleared = (filter: TriageFilter): TriageFilter => ({
  order: filter.order,
  status: [],
  kind: null,
  screen: null,
  q: "",
});

function List(props: {
  project: string;
  filter: TriageFilter;
  search: string;
  open: string | null;
  list: ReturnType<typeof usePaged<RankedRequest>>;
  top: number;
  show: (item: RankedRequest, mode?: Mode) => void;
  clear: () => void;
}): JSX.Element {
  const { list, project, search } = props;
  const allowed = may(roleIn(project), "decide");
  if (list.state.value === "first") return <Skeleton lines={14} row />;
  if (list.state.value === "failed" && list.problem.value && list.items.value.length === 0) {
    return <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />;
  }
  if (list.items.value.length === 0 && list.state.value === "ready") {
    return narrows(props.filter) ? (
      <Empty icon="search" title={t.triage.none} hint={t.triage.noneHint}>
        <button type="button" class="button" onClick={props.clear}>
          {t.act.clear}
        </button>
      </Empty>
    ) : (
      <Empty icon="triage" title={t.triage.empty} hint={t.triage.emptyHint}>
        <a class="button is-main" href={paths.settings(project, "install")}>
          <Icon name="link" />
          {t.triage.emptyAct}
        </a>
      </Empty>
    );
  }
  return (
    <Rows
      list={list}
      place={`triage ${project}${search}`}
      label={t.triage.list}
      open={props.open}
      href={(item) => paths.triage(project, item.id, search)}
      onOpen={(item) => props.show(item)}
      acts={allowed ? { d: (item) => props.show(item, "decide"), e: (item) => props.show(item, "edit") } : {}}
      row={(item, index) => <RequestRow item={item} rank={index + 1} top={props.top} />}
    />
  );
}
