// The menu of messages that the team has prepared for a status, and how one goes into what was typed.
// Does not send one.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Status, Template } from "../../base/types";
import { triage } from "../../data/api";
import { Menu } from "../../ui/menu";
import { d } from "../../words/decide";

/** What was typed stays, and the prepared text follows it. */
export const withTemplate = (typed: string, body: string): string =>
  typed.trim() === "" || body.includes(typed.trim()) ? body : `${typed.trimEnd()}\n\n${body}`;

/** The menu of prepared messages for a status. */
export function Prepared(props: {
  project: string;
  status: Status;
  onPick: (template: Template) => void;
}): JSX.Element | null {
  const all = useSignal<Template[]>([]);
  useEffect(() => {
    triage.templates(props.project).then(
      ({ items }) => {
        all.value = items;
      },
      // Without them the message is written by hand.
      () => {},
    );
  }, [props.project]);
  const fits = all.value.filter((one) => !one.status || one.status === props.status);
  if (fits.length === 0) return null;
  return (
    <Menu class="button is-select" label={d.templates}>
      {(close) =>
        fits.map((template) => (
          <button
            key={template.id}
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              props.onPick(template);
            }}
          >
            <span class="template" dir="auto">
              <span>{template.name}</span>
              <span class="clip quiet">{template.body}</span>
            </span>
          </button>
        ))
      }
    </Menu>
  );
}
