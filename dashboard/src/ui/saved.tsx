// The saved views of triage as links, each with the number of its requests: in the navigation, and in the sheet of filters.
// Does not change them; the head of triage does.
import type { JSX } from "preact";
import { filterOf, writeTriage } from "../base/filters";
import { paths } from "../base/paths";
import type { SavedView, ViewTotal } from "../base/types";
import { useViews, viewsOf } from "../data/views";
import { digits } from "../words/names";
import { w } from "../words/views";
import { Icon } from "./icon";
import "../styles/views.css?later";

type Props = { project: string; chosen: string | null };

/** The views of the navigation; reads them and their numbers as long as it is shown. */
export function Saved({ project, chosen }: Props): JSX.Element | null {
  const { views, totals } = useViews(project);
  if (views.length === 0) return null;
  return (
    <ul class="rail-views" aria-label={w.saved}>
      {views.map((view) => (
        <li key={view.id}>
          <Linked {...{ project, chosen, view }} total={totals.get(view.id)} />
        </li>
      ))}
    </ul>
  );
}

/** The same where the navigation does not show them, without numbers. */
export function SavedLinks({ project, chosen }: Props): JSX.Element | null {
  const views = viewsOf(project);
  if (views.length === 0) return null;
  return (
    <details class="saved-links">
      <summary>{w.saved}</summary>
      <ul aria-label={w.saved}>
        {views.map((view) => (
          <li key={view.id}>
            <Linked {...{ project, chosen, view }} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Linked(props: Props & { view: SavedView; total?: ViewTotal | undefined }): JSX.Element {
  const { project, chosen, view, total } = props;
  return (
    <a
      class="saved-view"
      href={paths.triage(project, null, writeTriage(filterOf(view)))}
      aria-current={view.id === chosen ? "true" : undefined}
    >
      <span class="clip" dir="auto">
        {view.name}
      </span>
      {!view.shared && (
        <span title={w.private}>
          <Icon name="lock" />
          <span class="hidden">{w.private}</span>
        </span>
      )}
      {total && (
        <span class="num quiet">
          {total.more ? w.more(digits.format(total.requests)) : digits.format(total.requests)}
        </span>
      )}
    </a>
  );
}
