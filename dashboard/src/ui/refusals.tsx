// Which requests an action did not change, and why, until somebody dismisses it.
// Does not try again: what was refused has changed, and is to be looked at first.
import type { JSX } from "preact";
import { paths } from "../base/paths";
import { refused } from "../data/acts";
import { t } from "../words/texts";
import { Icon } from "./icon";

/** The notice above the list. */
export function Refusals({ project, search }: { project: string; search: string }): JSX.Element {
  const found = refused.value;
  return (
    <div role="alert" class="refusals">
      {found.length > 0 && (
        <div class="notice">
          <button
            type="button"
            class="button is-bare is-square"
            aria-label={t.acts.dismiss}
            title={t.acts.dismiss}
            onClick={() => {
              refused.value = [];
            }}
          >
            <Icon name="close" />
          </button>
          <p>{t.acts.refused(found.length)}</p>
          <ul>
            {found.map((item) => (
              <li key={item.id}>
                <a href={paths.triage(project, item.id, search)} dir="auto">
                  {t.number(item.number)} {item.title}
                </a>{" "}
                <span dir="auto">{item.detail}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
