// The menus of triage: each asks what one command needs, and then acts. Loaded when the first of them opens.
// Refuses nothing: the server does, and the list takes back what was shown too early.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { type Command, groupOf, keysOf, printedKey } from "../../../base/commands";
import type { Action, RankedRequest } from "../../../base/types";
import { act } from "../../../data/acts";
import { forget } from "../../../data/drafts";
import type { Paged } from "../../../data/paged";
import { Message, messageKey } from "../../../ui/message";
import { Over } from "../../../ui/over";
import { Keys, Picker } from "../../../ui/picker";
import { m } from "../../../words/menus";
import { t } from "../../../words/texts";
import type { MenuKind, Opened } from "../acting";
import { Assign, Tags } from "./choose";
import { Due, Effort, Snooze } from "./days";
import { Merge } from "./merge";

export { BulkBar } from "./bulk";
export { Remove } from "./remove";

/** What every menu gets. */
export type MenuProps = {
  project: string;
  rows: RankedRequest[];
  name: string;
  /** Closes the menu and acts; `called` is what the other request, or the member, is called. */
  onAct: (action: Action, called?: string, rows?: RankedRequest[]) => void;
};

const titles: Record<Exclude<MenuKind, "message">, (what: string) => string> = m.menu;
const choices = { merge: Merge, snooze: Snooze, assign: Assign, tag: Tags, effort: Effort, due: Due };

/** The open menu. */
export function Menus(props: {
  project: string;
  list: Paged<RankedRequest>;
  opened: Opened;
  needsMessage: boolean;
  perform: (command: Command, rows: RankedRequest[]) => void;
  onClose: () => void;
}): JSX.Element {
  const { project, list, opened } = props;
  const { kind, rows } = opened;
  const status = opened.status ?? "declined";
  const [one] = rows;
  const what = rows.length === 1 && one ? m.one(one.number, one.title) : t.acts.subject(rows);
  const name =
    kind === "message"
      ? m.menu.message(m.short[status as Command] ?? m.names[status as Command], what)
      : titles[kind](what);
  return (
    <Over
      key={kind}
      name={name}
      at={rows.length === 1 ? rows[0]?.id : undefined}
      atEnd={kind === "acts"}
      class={kind === "message" || kind === "merge" ? "is-wide" : ""}
      onClose={props.onClose}
    >
      {(close) => {
        const onAct = (action: Action, called = "", on = rows) => {
          close();
          void act(project, list, action, on, called).then(({ refused }) => {
            // A refused message is offered again.
            if (kind === "message" && refused.length === 0) forget(messageKey(status, on));
          });
        };
        const given = { project, rows, name, onAct };
        if (kind === "message")
          return <Message {...given} status={status} needed={props.needsMessage} onCancel={close} />;
        if (kind === "acts")
          return (
            <Acts
              name={name}
              onPick={(command) => {
                close();
                props.perform(command, rows);
              }}
            />
          );
        const Choice = choices[kind];
        return (
          <>
            <h2 class="over-title">{name}</h2>
            <Choice {...given} />
          </>
        );
      }}
    </Over>
  );
}

const acts: Command[] = [
  "planned",
  "merge",
  "declined",
  "under_review",
  "in_progress",
  "shipped",
  "snooze",
  "decide",
  "assign",
  "mine",
  "tag",
  "effort",
  "due",
  "remove",
  "edit",
  "select",
];

/** All actions on a row, with their keys. */
function Acts({ name, onPick }: { name: string; onPick: (command: Command) => void }): JSX.Element {
  const text = useSignal("");
  const wanted = text.value.trim().toLowerCase();
  const shown = acts.filter((command) => m.names[command].toLowerCase().includes(wanted));
  return (
    <Picker
      plain
      name={name}
      field={m.act}
      text={text.value}
      onText={(next) => {
        text.value = next;
      }}
      options={shown.map((command) => ({
        id: command,
        label: m.names[command],
        hint: <Keys keys={printedKey(keysOf(command)[0] ?? "")} />,
        group: t.help.groups[groupOf(command)],
      }))}
      onPick={(id) => onPick(id as Command)}
    />
  );
}
