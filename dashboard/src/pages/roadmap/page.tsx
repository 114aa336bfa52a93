// The roadmap: what is under review, planned, in progress and shipped, each in a column, and moved from one to another.
// Keeps no filter of its own: it is in the address. A status changes by the same actions as in triage.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { Command } from "../../base/commands";
import { type RoadmapFilter, readRoadmap, writeRoadmap } from "../../base/filters";
import { useKeys } from "../../base/keys";
import { paths } from "../../base/paths";
import { columns, type Column as Name } from "../../base/roadmap";
import type { Action, RankedRequest } from "../../base/types";
import { act, undoLast } from "../../data/acts";
import { projects, triage } from "../../data/api";
import { forget } from "../../data/drafts";
import { useResource } from "../../data/resource";
import { useRoadmap } from "../../data/roadmap";
import { may, roleIn } from "../../data/session";
import { Choice } from "../../ui/form";
import { StatusIcon } from "../../ui/icon";
import { Message, messageKey } from "../../ui/message";
import { Over } from "../../ui/over";
import { Empty, useTitle } from "../../ui/parts";
import { Picker } from "../../ui/picker";
import { Refusals } from "../../ui/refusals";
import { ScreenChoice } from "../../ui/screens";
import { m } from "../../words/menus";
import { r } from "../../words/roadmap";
import { t } from "../../words/texts";
import "../../styles/roadmap.css?later";
import type { PageProps } from "../props";
import { CardBody } from "./card";
import { Column } from "./column";
import { focusCard, useMoving } from "./moving";

/** What is asked about a card: where to move it, or what voters are told. */
type Asked = { row: RankedRequest; to: Name | null };

/** The roadmap page. */
export function Roadmap({ project }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const filter = readRoadmap(query);
  useTitle(r.title);
  const roadmap = useRoadmap(project, filter);
  const board = useRef<HTMLDivElement>(null);
  const asked = useSignal<Asked | null>(null);
  const hint = useId();
  const allowed = may(roleIn(project), "decide");
  const rules = useResource(`project ${project}`, () => projects.one(project), 300);
  // The card that was moved is another element in its new column, and keeps the focus.
  const moved = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!moved.current) return;
    focusCard(moved.current);
    moved.current = null;
  });
  const send = (row: RankedRequest, action: Action, key?: string) => {
    moved.current = row.id;
    void act(project, roadmap.list, action, [row]).then(({ refused }) => {
      if (key && refused.length === 0) forget(key);
    });
  };
  const onDrop = (row: RankedRequest, to: Name) => {
    // Until it is known, the dialog asks: it sends without a message as well, where that is allowed.
    if (rules.data.peek()?.message_required ?? true) asked.value = { row, to };
    else send(row, { type: "decide", status: to });
  };
  const moving = useMoving({ roadmap, board, allowed, onDrop });
  useKeys({ ...(allowed && { undo: () => void undoLast(project) }) });
  const choose = (next: RoadmapFilter) => route(paths.roadmap(project, null, writeRoadmap(next)), true);
  const isNarrowed = filter.tag !== null || filter.screen !== null;
  const isEmpty = columns.every((column) => {
    const { items, state } = roadmap.columns[column];
    return state.value === "ready" && items.value.length === 0;
  });
  const drag = moving.held.value?.drag;
  const close = () => {
    asked.value = null;
  };
  return (
    <div class={drag ? "roadmap is-dragging" : "roadmap"}>
      <div class="list-head">
        <div class="list-title">
          <h1>{r.title}</h1>
        </div>
        <search class="roadmap-filters" aria-label={r.filters}>
          <TagChoice project={project} value={filter.tag} onChange={(tag) => choose({ ...filter, tag })} />
          <ScreenChoice
            project={project}
            value={filter.screen}
            onChange={(screen) => choose({ ...filter, screen })}
          />
          {isNarrowed && (
            <button type="button" class="button is-bare" onClick={() => choose({ tag: null, screen: null })}>
              {t.act.clear}
            </button>
          )}
        </search>
      </div>
      <Refusals project={project} search="?view=all" />
      <p class="hidden" id={hint}>
        {r.hint}
      </p>
      <p class="hidden" aria-live="assertive">
        {moving.told.value}
      </p>
      {isEmpty ? (
        <Empty
          icon="roadmap"
          title={isNarrowed ? r.none : r.empty}
          hint={isNarrowed ? r.noneHint : r.emptyHint}
        >
          {!isNarrowed && (
            <a class="button is-main" href={paths.triage(project)}>
              {r.emptyAct}
            </a>
          )}
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section ref={board} class="lanes" aria-label={r.columns} tabIndex={0}>
          {columns.map((column) => (
            <Column
              key={column}
              name={column}
              list={roadmap.columns[column]}
              href={(row) => paths.triage(project, row.id, "?view=all")}
              onMenu={(row) => {
                asked.value = { row, to: null };
              }}
              {...{ allowed, moving, hint }}
            />
          ))}
        </section>
      )}
      {drag && moving.held.value && (
        <div
          class="card is-ghost"
          aria-hidden="true"
          style={{
            inlineSize: `${drag.width}px`,
            transform: `translate(${drag.x - drag.left}px, ${drag.y - drag.top}px) rotate(1deg)`,
          }}
        >
          <div class="card-body">
            <CardBody row={moving.held.value.row} />
          </div>
        </div>
      )}
      {asked.value && (
        <Asking
          {...asked.value}
          project={project}
          needed={rules.data.value?.message_required ?? true}
          onMove={onDrop}
          onSend={send}
          onClose={close}
        />
      )}
    </div>
  );
}

/** The dialog beside a card: the columns to choose from, or the message of its new status. */
function Asking(
  props: Asked & {
    project: string;
    needed: boolean;
    onMove: (row: RankedRequest, to: Name) => void;
    onSend: (row: RankedRequest, action: Action, key: string) => void;
    onClose: () => void;
  },
): JSX.Element {
  const { row, to } = props;
  const what = m.one(row.number, row.title);
  const name = to ? m.menu.message(m.short[to as Command] ?? m.names[to as Command], what) : r.moveTo(what);
  return (
    <Over key={to ?? "columns"} name={name} at={row.id} class={to ? "is-wide" : ""} onClose={props.onClose}>
      {(close) =>
        to ? (
          <Message
            project={props.project}
            rows={[row]}
            name={name}
            status={to}
            needed={props.needed}
            onCancel={close}
            onAct={(action) => {
              close();
              props.onSend(row, action, messageKey(to, [row]));
            }}
          />
        ) : (
          <>
            <h2 class="over-title">{name}</h2>
            <Picker
              name={name}
              options={columns.map((column) => ({
                id: column,
                label: (
                  <>
                    <StatusIcon status={column} /> {t.status(column)}
                  </>
                ),
                ...(column === row.status && { hint: r.here }),
              }))}
              onPick={(id) => {
                close();
                const column = columns.find((one) => one === id);
                if (column && column !== row.status) props.onMove(row, column);
              }}
            />
          </>
        )
      }
    </Over>
  );
}

/** The choice of one of the project's tags. */
function TagChoice(props: {
  project: string;
  value: string | null;
  onChange: (tag: string | null) => void;
}): JSX.Element {
  const { project, value } = props;
  const tags = useResource(`tags ${project}`, () => triage.tags(project), 120);
  const known = (tags.data.value?.items ?? []).map(({ tag }) => tag);
  const all = value && !known.includes(value) ? [...known, value] : known;
  return (
    <Choice
      hideLabel
      label={t.triage.tag}
      name="tag"
      value={value ?? ""}
      options={[{ value: "", label: t.triage.any.tag }, ...all.map((tag) => ({ value: tag, label: tag }))]}
      onChange={(tag) => props.onChange(tag || null)}
    />
  );
}
