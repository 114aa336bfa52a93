// The sheet of shortcuts, made from the table of commands, and the switch that turns single keys off.
// Lists all keys of the dashboard, also those that mean nothing on the page as it is.
import type { JSX } from "preact";
import { commands, type Group, groupOf, keysOf, printedKey } from "../base/commands";
import { chooseShortcuts, shortcuts } from "../base/keys";
import { c } from "../words/comments";
import { m } from "../words/menus";
import { t } from "../words/texts";
import { Sheet } from "./dialog";
import { Check } from "./form";
import { Keys } from "./picker";

/** The sheet. */
export function Help({ onClose }: { onClose: () => void }): JSX.Element {
  const groups = Object.keys(t.help.groups) as Group[];
  return (
    <Sheet title={t.help.title} onClose={onClose} wide>
      <Check
        name="shortcuts"
        label={t.help.on}
        hint={t.help.onHint}
        checked={shortcuts.value}
        onChange={chooseShortcuts}
      />
      <div class="keys-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{t.help.groups[group]}</h3>
            <dl class="keys">
              {commands
                .filter((command) => groupOf(command) === group && keysOf(command).length > 0)
                .map((command) => (
                  <div key={command}>
                    <dt>
                      {keysOf(command).map((key, index) => (
                        <span key={key}>
                          {index > 0 && <span class="quiet"> {t.help.or} </span>}
                          <Keys keys={printedKey(key)} />
                        </span>
                      ))}
                    </dt>
                    <dd>{m.names[command]}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{c.title}</h3>
          <dl class="keys">
            {Object.entries(c.queue.keys).map(([key, name]) => (
              <div key={key}>
                <dt>
                  <Keys keys={printedKey(key)} />
                </dt>
                <dd>{name}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Sheet>
  );
}
