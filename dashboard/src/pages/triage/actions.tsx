// What can be done with an open request, each action with its key.
// Does nothing itself: the page and the pane do.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { type Command, commandsOf, keysOf, printedKey } from "../../base/commands";
import type { RankedRequest, Status } from "../../base/types";
import { waiting } from "../../data/drafts";
import { Icon } from "../../ui/icon";
import { Menu } from "../../ui/menu";
import { Over } from "../../ui/over";
import { KeyHint, StatusBadge } from "../../ui/parts";
import { Keys, Picker } from "../../ui/picker";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import { decideKey } from "./decide";
import { editKey } from "./edit";

const statuses = ["under_review", "planned", "in_progress", "shipped", "declined"] as const;

/** The row of buttons. */
export function Actions(props: {
  item: RankedRequest;
  perform: (command: Command) => void;
  turn: (to: "decide" | "edit") => void;
  /** Null until the request is loaded. */
  onSplit: (() => void) | null;
}): JSX.Element {
  const { item, perform, turn, onSplit } = props;
  const merged = item.status === "merged";
  const hasDraft = waiting(decideKey(item.id)) || waiting(editKey(item.id));
  return (
    <div class="acts">
      {!merged && (
        <>
          <StatusControl item={item} perform={perform} onWrite={() => turn("decide")} />
          <Act command="decide" label={t.detail.decide} main onClick={() => turn("decide")} />
        </>
      )}
      <Act command="edit" label={t.detail.edit} onClick={() => turn("edit")} />
      {!merged && (
        <>
          <Act command="merge" label={p.act.merge} onClick={() => perform("merge")} />
          <Act command="snooze" label={p.act.snooze} onClick={() => perform("snooze")} />
          {onSplit && (
            <Menu class="button is-bare is-square" name={p.more} label={<Icon name="dots" />}>
              {(close) => (
                <>
                  <Item label={p.act.split} onPick={onSplit} close={close} />
                  <Item label={p.act.remove} onPick={() => perform("remove")} close={close} />
                </>
              )}
            </Menu>
          )}
        </>
      )}
      {hasDraft && <span class="quiet">{t.detail.draft}</span>}
    </div>
  );
}

function Item(props: { label: string; onPick: () => void; close: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="menu-item"
      onClick={() => {
        props.close();
        props.onPick();
      }}
    >
      <span>{props.label}</span>
    </button>
  );
}

function Act(props: { command: Command; label: string; main?: boolean; onClick: () => void }): JSX.Element {
  return (
    <button type="button" class={props.main ? "button is-main" : "button"} onClick={props.onClick}>
      {props.label}
      <KeyHint>{printedKey(keysOf(props.command).at(-1) ?? "").join(" ")}</KeyHint>
    </button>
  );
}

/** The status, and a menu with one key for each. */
function StatusControl(props: {
  item: RankedRequest;
  perform: (command: Command) => void;
  onWrite: () => void;
}): JSX.Element {
  const { item } = props;
  const opened = useSignal(false);
  const commands: Command[] = statuses.filter((status) => status !== item.status);
  return (
    <>
      <button
        type="button"
        class="button is-select status-button"
        aria-haspopup="dialog"
        aria-label={`${p.act.status}: ${t.status(item.status)}`}
        onClick={() => {
          opened.value = true;
        }}
      >
        <StatusBadge status={item.status} />
      </button>
      {opened.value && (
        <Over
          name={p.statusMenu(item.number)}
          at={item.id}
          onClose={() => {
            opened.value = false;
          }}
        >
          {(close) => {
            const pick = (id: string) => {
              close();
              if (id === "decide") props.onWrite();
              else props.perform(id as Command);
            };
            return (
              <Picker
                plain
                name={p.statusMenu(item.number)}
                keyOf={(key) => commandsOf(key).find((one) => commands.includes(one) || one === "decide")}
                options={[...commands, "decide" as const].map((command) => ({
                  id: command,
                  label: command === "decide" ? p.withMessage : <StatusBadge status={command as Status} />,
                  hint: <Keys keys={printedKey(keysOf(command)[0] ?? "")} />,
                }))}
                onPick={pick}
              />
            );
          }}
        </Over>
      )}
    </>
  );
}
