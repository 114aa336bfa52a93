// The frame of the tabs that show settings of the project: the title, what went wrong, and the settings once they are there.
// Saves nothing.
import type { JSX } from "preact";
import type { Project } from "../../base/types";
import { projects } from "../../data/api";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";

/** The project of a tab, and whether this member may change it. */
export type Framed = { found: Resource<Project>; data: Project; allowed: boolean };

/** A tab of the settings; `children` draws the settings, and is not called before they are there. */
export function Frame(props: {
  project: string;
  title: string;
  lead?: string;
  children: (framed: Framed) => JSX.Element;
  /** What does not need the project. */
  after?: JSX.Element;
}): JSX.Element {
  const { project, title, lead, after } = props;
  const found = useResource<Project>(`project ${project}`, () => projects.one(project), 3600);
  const data = found.data.value;
  const allowed = may(roleIn(project), "configure");
  return (
    <article class="sheet-page">
      <h2>{title}</h2>
      {lead && <p class="quiet">{lead}</p>}
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {data && !allowed && <p class="notice">{t.settings.readOnly}</p>}
      {data ? props.children({ found, data, allowed }) : !found.problem.value && <Skeleton lines={6} />}
      {after}
    </article>
  );
}
