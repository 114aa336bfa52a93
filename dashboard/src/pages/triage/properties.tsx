// The properties of a request, each a button that opens its menu, or a choice of its own.
// Sends kind and visibility itself; the others are actions of the page, with their undo.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { announce } from "../../base/announce";
import { type Command, keysOf, printedKey } from "../../base/commands";
import { kinds } from "../../base/filters";
import type { Kind, RankedRequest, RequestPatch } from "../../base/types";
import { asProblem, requests } from "../../data/api";
import { plainly } from "../../data/plain";
import { p } from "../../words/pane";
import { t } from "../../words/texts";
import { dayName, moment } from "../../words/time";
import type { Open } from "./open";

/** The list of properties; `open` is null until the request is loaded. */
export function Properties(props: {
  item: RankedRequest;
  open: Open | null;
  perform: (command: Command) => void;
}): JSX.Element {
  const { item, open, perform } = props;
  const busy = useSignal(false);
  const patch = async (body: RequestPatch) => {
    if (!open || busy.peek()) return;
    busy.value = true;
    try {
      const etag = open.found.etag.peek() ?? "";
      open.took(await requests.patch(open.project, item.id, etag, body));
      announce(p.saved);
    } catch (cause) {
      const problem = asProblem(cause);
      announce(problem.status === 412 ? p.changed : plainly(problem));
      await open.found.reload();
    } finally {
      busy.value = false;
    }
  };
  const allowed = open?.allowed ?? false;
  const act = (command: Command, name: string, value: ComponentChildren, isSet: boolean) => (
    <div>
      <dt>{name}</dt>
      <dd>
        {allowed ? (
          <button
            type="button"
            class={isSet ? "property" : "property is-unset"}
            aria-haspopup="dialog"
            title={`${name} (${printedKey(keysOf(command)[0] ?? "").join(" ")})`}
            onClick={() => perform(command)}
          >
            <span class="hidden">{name}: </span>
            {value}
          </button>
        ) : (
          <span class={isSet ? "property" : "property is-unset"}>{value}</span>
        )}
      </dd>
    </div>
  );
  const pick = (
    name: string,
    value: string,
    options: [string, string][],
    onPick: (value: string) => void,
  ) => (
    <div>
      <dt>{name}</dt>
      <dd>
        {allowed ? (
          <select
            class="property"
            aria-label={name}
            value={value}
            disabled={busy.value}
            onChange={(event) => onPick(event.currentTarget.value)}
          >
            {options.map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        ) : (
          <span class="property">{options.find(([id]) => id === value)?.[1]}</span>
        )}
      </dd>
    </div>
  );
  const { assignee, effort, due, tags, snoozed } = item;
  return (
    <section class="properties" aria-label={p.properties}>
      <dl>
        {act(
          "assign",
          p.owner,
          assignee ? <span dir="auto">{assignee.name}</span> : p.nobody,
          Boolean(assignee),
        )}
        {act("due", p.due, due ? dayName(due) : p.noDue, Boolean(due))}
        {act("effort", p.effort, effort ? p.points(effort) : p.noEffort, Boolean(effort))}
        {act("snooze", p.snoozed, snoozed ? p.until(snoozedUntil(snoozed)) : p.notSnoozed, Boolean(snoozed))}
        {act("tag", p.tags, tags.length > 0 ? <Tags tags={tags} /> : p.noTags, tags.length > 0)}
        {pick(
          p.kind,
          item.kind,
          kinds.map((kind) => [kind, t.kind(kind)]),
          (kind) => void patch({ kind: kind as Kind }),
        )}
        {pick(
          p.visibility,
          String(item.public),
          [
            ["true", p.everyone],
            ["false", p.team],
          ],
          (open) => void patch({ public: open === "true" }),
        )}
      </dl>
    </section>
  );
}

const snoozedUntil = ({ until, votes }: { until?: string | null; votes?: number | null }): string =>
  [until && moment(until), votes && p.untilVotes(votes)].filter(Boolean).join(p.or);

function Tags({ tags }: { tags: string[] }): JSX.Element {
  return (
    <span class="tags">
      {tags.map((tag) => (
        <span key={tag} class="tag" dir="auto">
          {tag}
        </span>
      ))}
    </span>
  );
}
