// Acting on rows: which rows a command is for, the keys, and the menus that ask what a command needs.
// Sends nothing itself: acts.ts does.
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Command } from "../../base/commands";
import { holdKeys, type Keymap, subject, useKeys } from "../../base/keys";
import type { RankedRequest, Status } from "../../base/types";
import { act, undoLast } from "../../data/acts";
import { projects, requests } from "../../data/api";
import type { Paged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { may, roleIn, session } from "../../data/session";
import { lazy } from "../../ui/lazy";
import { t } from "../../words/texts";
import type { Selection } from "./selection";

const Menus = lazy(() => import("./menus").then((m) => m.Menus), "over");
const Remove = lazy(() => import("./menus").then((m) => m.Remove), "over");
const BulkBar = lazy(() => import("./menus").then((m) => m.BulkBar), "over");

/** The menus; `acts` lists the commands of a row. */
export type MenuKind = (typeof menus)[number] | "acts" | "message";
/** A menu that is open, and the requests that it is for. */
export type Opened = { kind: MenuKind; rows: RankedRequest[]; status?: Status };

type Acting = {
  project: string;
  list: Paged<RankedRequest>;
  open: string | null;
  cursor: Signal<string | null>;
  selection: Selection;
  show: (item: RankedRequest, mode: "decide" | "edit" | "note") => void;
  /** Opens a form of the open request as soon as its pane is there. */
  late: (mode: "decide" | "edit" | "note") => void;
};

const statuses = ["planned", "under_review", "in_progress", "shipped", "declined"] as const;
const menus = ["merge", "snooze", "assign", "tag", "effort", "due"] as const;
/** The commands that act on requests. */
const onRows: Command[] = [...statuses, ...menus, "mine", "remove"];

/** What the page needs to act: a function that runs a command on rows, and the menus. */
export function useActs(acting: Acting) {
  const { project, list, open, cursor, selection } = acting;
  const opened = useSignal<Opened | null>(null);
  const removing = useSignal<RankedRequest[] | null>(null);
  const allowed = may(roleIn(project), "decide");
  const rules = useResource(`project ${project}`, () => projects.one(project), 300);
  // Until it is known, the form asks: it sends without a message as well, where that is allowed.
  const needsMessage = rules.data.value?.message_required ?? true;
  useEffect(() => {
    if (!allowed) return;
    // Before they are needed, and after everything that is.
    const timer = setTimeout(() => void Menus.load().then(BulkBar.load), 500);
    return () => clearTimeout(timer);
  }, [allowed]);

  const menu = (kind: MenuKind, rows: RankedRequest[], status?: Status) => {
    holdKeys();
    opened.value = { kind, rows, ...(status && { status }) };
  };
  const perform = (command: Command, rows: RankedRequest[]) => {
    const status = statuses.find((one) => one === command);
    const kind = menus.find((one) => one === command);
    const [first] = rows;
    if (!first) return;
    if (kind) menu(kind, rows);
    else if (status && (status === "declined" || needsMessage)) menu("message", rows, status);
    else if (status) void act(project, list, { type: "decide", status }, rows);
    else if (command === "mine") {
      const me = session.peek()?.member;
      if (me) void act(project, list, { type: "assign", member: me.id }, rows, me.name);
    } else if (command === "remove") {
      holdKeys();
      removing.value = rows;
    } else if (command === "decide" || command === "edit" || command === "note") {
      // What is typed next is the note, however long its field takes to appear.
      if (command === "note") holdKeys();
      acting.show(first, command);
    } else if (command === "select") selection.toggle(first.id);
  };
  /** The row that is open or chosen. */
  const chosen = () => list.items.peek().find((item) => item.id === (open ?? cursor.peek()));
  /** The selected rows, or else the one that is open or chosen. */
  const targets = (): RankedRequest[] => {
    const selected = selection.rows();
    if (selected.length > 0) return selected;
    const one = chosen();
    return one ? [one] : [];
  };

  const keys: Keymap = {};
  if (allowed) {
    for (const command of onRows)
      keys[command] = () => {
        const rows = targets();
        // A link may have opened a request that is not in this view.
        if (rows.length === 0 && open)
          void requests.one(project, open).then(({ data }) => perform(command, [data]));
        else perform(command, rows);
        return rows.length > 0 || open !== null;
      };
    for (const command of ["decide", "edit", "note", "select"] as const)
      keys[command] = () => {
        const row = chosen();
        // The pane would have taken the key if it were there.
        if (open && command !== "select") {
          if (command === "note") holdKeys();
          acting.late(command);
          return true;
        }
        if (!row) return false;
        perform(command, [row]);
        return true;
      };
    keys.range = () => {
      const row = chosen();
      if (row) selection.range(row.id);
      return row !== undefined;
    };
    keys.all = selection.all;
    keys.undo = () => void undoLast(project);
    keys.Escape = () => (document.querySelector("form[data-escape]") ? false : selection.clear());
  }
  useKeys(keys);
  useSignalEffect(() => {
    const n = selection.ids.value.size || Number(cursor.value !== null || open !== null);
    const rows = n > 0 ? targets() : [];
    subject.value = rows.length > 0 ? t.acts.subject(rows) : null;
  });
  return {
    perform,
    onMenu: (item: RankedRequest) => {
      cursor.value = item.id;
      menu("acts", [item]);
    },
    onBulkMenu: (rows: RankedRequest[]) => menu("acts", rows),
    menus: (
      <>
        {opened.value && (
          <Menus
            {...{ project, list, needsMessage, perform }}
            opened={opened.value}
            onClose={() => {
              opened.value = null;
            }}
          />
        )}
        {removing.value && (
          <Remove
            {...{ project, list }}
            rows={removing.value}
            onClose={() => {
              removing.value = null;
            }}
          />
        )}
      </>
    ),
  };
}

/** The bar of the selection, if there is one. */
export function Bulk(props: {
  selection: Selection;
  perform: (command: Command, rows: RankedRequest[]) => void;
  onMenu: (rows: RankedRequest[]) => void;
}): JSX.Element | null {
  if (props.selection.ids.value.size === 0) return null;
  return <BulkBar {...props} />;
}
