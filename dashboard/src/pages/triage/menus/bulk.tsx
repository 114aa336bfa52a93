// The bar of the selection: what can be done with all selected rows at once.
// Every button is one action, with one undo.
import type { JSX } from "preact";
import { type Command, keysOf, printedKey } from "../../../base/commands";
import type { RankedRequest } from "../../../base/types";
import { Icon } from "../../../ui/icon";
import { KeyHint } from "../../../ui/parts";
import { m } from "../../../words/menus";
import type { Selection } from "../selection";

const shown: Command[] = ["planned", "merge", "declined", "snooze", "assign", "tag"];

/** The bar under the list. */
export function BulkBar(props: {
  selection: Selection;
  perform: (command: Command, rows: RankedRequest[]) => void;
  onMenu: (rows: RankedRequest[]) => void;
}): JSX.Element {
  const { selection } = props;
  return (
    <section class="bulk" aria-label={m.bulk}>
      <span class="num bulk-count" role="status">
        {m.selected(selection.ids.value.size)}
      </span>
      <div class="bulk-acts">
        {shown.map((command) => (
          <button
            key={command}
            type="button"
            class="button"
            onClick={() => props.perform(command, selection.rows())}
          >
            {m.short[command] ?? m.names[command]}
            <KeyHint>{printedKey(keysOf(command)[0] ?? "").join(" ")}</KeyHint>
          </button>
        ))}
        <button
          type="button"
          class="button"
          aria-haspopup="dialog"
          onClick={() => props.onMenu(selection.rows())}
        >
          {m.more}
        </button>
      </div>
      <span class="gap" />
      <button type="button" class="button is-bare" onClick={selection.all}>
        {m.names.all}
      </button>
      <button
        type="button"
        class="button is-bare is-square"
        aria-label={m.clear}
        title={m.clear}
        onClick={selection.clear}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
