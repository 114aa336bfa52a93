// The comments of a project by state: first those that wait for approval. They are read whole, and approved or hidden by key.
// Moves nothing that somebody reads: new ones are announced above the list.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { search } from "../../base/filters";
import { useKeys } from "../../base/keys";
import { paths } from "../../base/paths";
import { canChange, type Queue, queues, readQueue, writeQueue } from "../../base/queue";
import type { QueuedComment } from "../../base/types";
import { comments } from "../../data/comments";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { Empty, Skeleton, useTitle } from "../../ui/parts";
import { Split } from "../../ui/split";
import { c } from "../../words/comments";
import { t } from "../../words/texts";
import type { PageProps } from "../props";
import { Item } from "./item";
import { useModeration } from "./moderation";

const q = c.queue;

/** The comments page. */
export function Comments({ project }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const state = readQueue(query);
  useTitle(c.title);
  const list = usePaged<QueuedComment>(`${project} ${state}`, (reading) =>
    comments.queue(project, state, reading),
  );
  const soon = useSoon(list.refresh, 1_000);
  useLive({ request: soon, deleted: soon, restored: soon, resync: soon });
  const { problem, moderate, undo } = useModeration(project, state, list);
  const allowed = may(roleIn(project), "decide");
  const cursor = useSignal<{ id: string | null; at: number }>({ id: null, at: 0 });
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const element = useRef<HTMLOListElement>(null);
  const items = list.items.value;
  const chosen = items.filter(({ id }) => selected.value.has(id));
  const at = () => {
    const { id, at } = cursor.peek();
    const found = items.findIndex((item) => item.id === id);
    return found >= 0 ? found : Math.min(at, items.length - 1);
  };
  const focus = (index: number) => {
    const item = items[index];
    const row = item && element.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item.id)}"]`);
    row?.focus({ preventScroll: true });
    row?.closest("li")?.scrollIntoView({ block: "nearest" });
  };
  // The comment that had the focus has left: the one that took its place has it now.
  const lost = useRef(false);
  useLayoutEffect(() => {
    if (!lost.current) return;
    lost.current = false;
    focus(at());
  });
  const clear = () => {
    const any = selected.peek().size > 0;
    selected.value = new Set();
    return any;
  };
  const toggle = (id: string) => {
    const next = new Set(selected.peek());
    if (!next.delete(id)) next.add(id);
    selected.value = next;
  };
  const act = (rows: QueuedComment[], shown: boolean) => {
    lost.current = true;
    cursor.value = { ...cursor.peek(), at: Math.max(0, at()) };
    selected.value = new Set();
    moderate(rows, shown);
    return true;
  };
  const targets = () => {
    const one = items[at()];
    return chosen.length > 0 ? chosen : one && cursor.peek().id ? [one] : [];
  };
  const step = (by: number) => {
    if (items.length === 0) return false;
    const next = cursor.peek().id ? at() + by : 0;
    if (next >= items.length - 1) list.more();
    focus(Math.max(0, Math.min(items.length - 1, next)));
    return true;
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: (event) => {
      const item = items[at()];
      if (!item || event.target !== document.body || !cursor.peek().id) return false;
      route(openAt(project, item));
      return true;
    },
    ...(allowed && {
      a: () => targets().length > 0 && act(targets(), true),
      h: () => targets().length > 0 && act(targets(), false),
      x: () => {
        const item = items[at()];
        if (item && cursor.peek().id && canChange(item)) toggle(item.id);
        return true;
      },
      undo: () => {
        undo();
        return true;
      },
      Escape: clear,
    }),
  });
  return (
    <Split
      open={null}
      label={c.title}
      onClose={() => {}}
      detail={null}
      head={
        <div class="list-head">
          <div class="list-title">
            <h1>{c.title}</h1>
            <FreshChip list={list} />
          </div>
          <nav class="views" aria-label={q.states}>
            {queues.map((name) => (
              <a
                key={name}
                href={paths.comments(project, null, writeQueue(name))}
                aria-current={name === state ? "page" : undefined}
              >
                {q.state[name]}
              </a>
            ))}
          </nav>
          {chosen.length > 0 && (
            <div class="queue-bulk" role="status">
              <span>{q.selected(chosen.length)}</span>
              {state !== "shown" && (
                <button type="button" class="button" onClick={() => act(chosen, true)}>
                  {state === "pending" ? c.approve : c.show}
                </button>
              )}
              {state !== "hidden" && (
                <button type="button" class="button" onClick={() => act(chosen, false)}>
                  {c.hide}
                </button>
              )}
              <button type="button" class="button is-bare" onClick={clear}>
                {q.clear}
              </button>
            </div>
          )}
          {problem.value && <Trouble problem={problem.value} />}
        </div>
      }
      list={
        list.state.value === "first" ? (
          <Skeleton lines={12} row />
        ) : list.state.value === "failed" && list.problem.value && items.length === 0 ? (
          <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />
        ) : items.length === 0 && list.state.value === "ready" ? (
          <Nothing project={project} state={state} />
        ) : (
          <div class="rows is-queue" aria-busy={list.state.value === "busy" ? "true" : undefined}>
            <ol ref={element} class="queue" aria-label={q.list}>
              {items.map((item, index) => (
                <Item
                  key={item.id}
                  project={project}
                  item={item}
                  href={openAt(project, item)}
                  allowed={allowed}
                  selected={selected.value.has(item.id)}
                  onSelect={() => toggle(item.id)}
                  onFocus={() => {
                    cursor.value = { id: item.id, at: index };
                  }}
                  onShow={(shown) => act([item], shown)}
                />
              ))}
            </ol>
            {list.state.value === "failed" && list.problem.value && (
              <Trouble problem={list.problem.value} onRetry={list.retry} />
            )}
            {!list.whole.value && list.state.value === "ready" && (
              <button type="button" class="button queue-more" onClick={list.more}>
                {c.more}
              </button>
            )}
          </div>
        )
      }
    />
  );
}

/** Where a comment is read among the others on its request. */
const openAt = (project: string, item: QueuedComment) =>
  paths.triage(project, item.request_id, search({ view: "all", tab: "comments" }));

function Nothing({ project, state }: { project: string; state: Queue }): JSX.Element {
  return (
    <Empty icon="comments" title={q.empty[state]} hint={q.emptyHint[state]}>
      {state === "pending" && (
        <>
          <a class="button" href={paths.comments(project, null, writeQueue("shown"))}>
            {q.seeShown}
          </a>
          <a class="button" href={paths.settings(project, "comments")}>
            {t.nav.settings}
          </a>
        </>
      )}
    </Empty>
  );
}
