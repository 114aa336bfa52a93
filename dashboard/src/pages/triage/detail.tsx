// The pane of an open request: its head and properties, its forms, and below them what is known of it.
// Loses no input: drafts survive a conflict and a change of request.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { Command } from "../../base/commands";
import { releaseKeys, run, useKeys } from "../../base/keys";
import { paths } from "../../base/paths";
import type { RankedRequest, RequestDetail } from "../../base/types";
import { onActs } from "../../data/acts";
import { requests, type Tagged } from "../../data/api";
import { type Done, follow } from "../../data/drafts";
import { useLive, useSoon } from "../../data/live";
import type { Paged } from "../../data/paged";
import { useOpen } from "../../data/presence";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Explain } from "../../ui/chart";
import { Trouble } from "../../ui/form";
import { lazy } from "../../ui/lazy";
import { Part, Skeleton } from "../../ui/parts";
import { focusRow } from "../../ui/split";
import { Tabs } from "../../ui/tabs";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import { decimal } from "../../words/time";
import { Actions } from "./actions";
import { Decide, followDecide } from "./decide";
import { Edit, editBase, editKey } from "./edit";
import { MergedInto } from "./family";
import { Bar, Head } from "./head";
import { About } from "./known";
import type { Open } from "./open";
import { Properties } from "./properties";
import "../../styles/pane.css?later";

const Comments = lazy(() => import("./comments").then((m) => m.Comments));
const Voters = lazy(() => import("./voters").then((m) => m.Voters));
const Split = lazy(() => import("./splitting").then((m) => m.Splitting), "over");

type Props = {
  project: string;
  request: string;
  /** The data from the list, shown until the rest is loaded. */
  seed: RankedRequest | null;
  list: Paged<RankedRequest>;
  back: string;
  previous: string | null;
  next: string | null;
  /** What the request is opened for; asked once, when its pane is there. */
  begin: (request: string) => Start;
  /** Runs a command of the page on requests. */
  perform: (command: Command, rows: RankedRequest[]) => void;
};

/** A tab of an open request: what is known of it, its comments, and who voted. */
type Tab = "request" | "comments" | "voters";

/** Reading a request, or one of its forms. */
export type Mode = "read" | "decide" | "edit";

/** What a request is opened for: to read it, or with the focus in one of its forms or the field of a note. */
export type Start = Mode | "note";

/** The pane of an open request. */
export function Detail(props: Props): JSX.Element {
  const { project, request, list } = props;
  const found = useResource<RequestDetail>(request, () => requests.one(project, request), "stream");
  useFresh(request, found);
  useOpen(project, request);
  const [first] = useState(() => props.begin(request));
  const mode = useSignal<Mode>(first === "note" ? "read" : first);
  const { query } = useLocation();
  const tab = useSignal<Tab>(query.tab === "comments" ? "comments" : "request");
  const splits = useSignal(false);
  const detail = found.data.value && withRow(found.data.value, props.seed);
  const shown = detail ?? props.seed;
  const allowed = may(roleIn(project), "decide");
  // Also before the request is loaded: its form opens as soon as it is.
  const turn = (to: Mode) => {
    if (!allowed) return false;
    mode.value = to;
    return true;
  };
  const close = () => {
    mode.value = "read";
    // The form was removed together with the focus: back to the row, or to the pane if the list is not shown.
    if (!focusRow(request)) document.querySelector<HTMLElement>(".split-detail")?.focus();
  };
  const split = (on: boolean) => {
    splits.value = on;
  };
  // While a form is being sent, no key may navigate away.
  const pending = () => mode.value !== "read" && !detail && !found.problem.value;
  useKeys(
    {
      decide: () => turn("decide"),
      edit: () => turn("edit"),
      j: pending,
      k: pending,
      "/": pending,
      Escape: () => {
        if (mode.value === "read") return false;
        close();
        return true;
      },
    },
    "pane",
  );
  const isHere = useRef(true);
  useEffect(
    () => () => {
      isHere.current = false;
    },
    [],
  );
  const took = (answer: Tagged<RequestDetail>) => {
    found.put(answer);
    list.patch(answer.data);
    list.own(request);
    // Without a tag the next edit would have nothing to name.
    if (!answer.etag) void found.reload();
  };
  // A response that arrives after navigating away must not take the focus from another field.
  const sent = (form: Mode, more: boolean) => {
    if (isHere.current && mode.peek() === form && !more) close();
  };
  const edited = (answer: Tagged<RequestDetail>, done: Done) => {
    took(answer);
    followDrafts(answer, done.replaced);
    sent("edit", done.more);
  };
  const isOpen = Boolean(detail);
  const isWrong = Boolean(found.problem.value);
  useEffect(() => {
    if (first !== "note" || !(isOpen || isWrong)) return;
    const isThere = isOpen && run("note");
    void releaseKeys(isThere ? (document.activeElement as HTMLElement) : null);
  }, [isOpen, isWrong]);
  const open: Open | null = detail && { project, detail, found, list, allowed, took };
  return (
    <article class="detail request">
      <Bar {...props} />
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      <div class="request-body">
        <div class="request-head">
          {open && <MergedInto {...open} />}
          {!shown && !found.problem.value && <Skeleton lines={10} />}
          {shown && (mode.value !== "edit" || !open) && <Head item={shown} detail={detail} />}
          {open && mode.value === "edit" && (
            <Edit {...{ project, found }} detail={open.detail} onDone={edited} onCancel={close} />
          )}
          {open && mode.value === "decide" && (
            <Decide
              {...{ project, found, list }}
              detail={open.detail}
              onDone={(more) => sent("decide", more)}
              onCancel={close}
            />
          )}
          {shown && allowed && mode.value === "read" && (
            <Actions
              item={shown}
              perform={(command) => props.perform(command, [shown])}
              turn={turn}
              onSplit={open && (() => split(true))}
            />
          )}
        </div>
        <div class="request-side">
          {shown && (
            <Properties item={shown} open={open} perform={(command) => props.perform(command, [shown])} />
          )}
          {shown && (
            <Part title={t.detail.why}>
              <p class="why">{shown.sentence}</p>
              <p class="quiet num">
                {[
                  t.votesByKind(shown.votes, shown.voters),
                  Math.abs(shown.weight - shown.votes) > 1e-6 && t.countAs(decimal(shown.weight)),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
              <Explain terms={shown.explain} heat={shown.heat} />
              <p>
                <a href={paths.ranking(project)}>{t.detail.tryWeights}</a>
              </p>
            </Part>
          )}
        </div>
        <div class="request-main">
          {shown && !found.problem.value && !open && <Skeleton lines={10} />}
          {open && (
            <Tabs
              label={p.tabs.name}
              tab={tab}
              tabs={[
                { name: "request", label: p.tabs.request },
                { name: "comments", label: p.tabs.comments, count: open.detail.comments },
                { name: "voters", label: p.tabs.voters, count: open.detail.votes },
              ]}
            >
              {tab.value === "voters" ? (
                <Voters {...open} />
              ) : tab.value === "comments" ? (
                <Comments {...open} />
              ) : (
                <About {...open} />
              )}
            </Tabs>
          )}
        </div>
      </div>
      {open && splits.value && <Split {...open} onClose={() => split(false)} />}
    </article>
  );
}

/** Reads again when somebody has changed the request; what this member did to it is no conflict for its drafts. */
function useFresh(request: string, found: Resource<RequestDetail>): void {
  const soon = useSoon(found.reload, 2_000);
  useLive({
    request: ({ items }) => {
      if (items.some((item) => item.id === request)) soon();
    },
    deleted: ({ requests: gone }) => {
      if (gone.includes(request)) soon();
    },
    restored: ({ requests: back }) => {
      if (back.includes(request)) soon();
    },
    resync: soon,
  });
  useEffect(
    () =>
      onActs({
        done: async (rows) => {
          // A merge into it comes by the stream.
          if (!rows.some((one) => one.id === request)) return;
          await found.reload();
          const now = found.data.peek();
          const row = rows.find((one) => one.id === request);
          if (row && now?.version === row.version)
            followDrafts({ data: now, etag: found.etag.peek() }, row.version - 1);
        },
      }),
    [found],
  );
}

function followDrafts({ data, etag }: Tagged<RequestDetail>, replaced: number): void {
  follow(editKey(data.id), replaced, editBase(data, etag));
  followDecide(data, etag, replaced);
}

/** The detail with what the list knows better: an action is shown there before the server has answered. */
function withRow(detail: RequestDetail, row: RankedRequest | null): RequestDetail {
  if (!row || row.version < detail.version) return detail;
  const { status, assignee, effort, due, tags, snoozed } = row;
  return { ...detail, status, assignee, effort, due, tags, snoozed };
}
