// The deleted projects that the member owned, and restoring one. Shows nothing where there is none.
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { paths } from "../../base/paths";
import type { DeletedProject, Items } from "../../base/types";
import { bin, restoreProject } from "../../data/bin";
import { useResource } from "../../data/resource";
import { b } from "../../words/bin";
import { ago, fullDay, moment, now } from "../../words/time";

/** The part of a page that lists them. */
export function DeletedProjects(): JSX.Element | null {
  const { route } = useLocation();
  const found = useResource<Items<DeletedProject>>("deleted projects", bin.projects, 300);
  const items = found.data.value?.items ?? [];
  const from = Math.max(now.value, Date.now());
  if (items.length === 0) return null;
  const restore = async (project: string) => {
    if (await restoreProject(project)) route(paths.overview(project));
    else void found.reload();
  };
  return (
    <section>
      <h2>{b.projects.title}</h2>
      <p class="quiet">{b.projects.lead}</p>
      <ul class="lines">
        {items.map((item) => (
          <li key={item.id} class="is-two">
            <span class="headline">
              <span class="row-title">
                <span class="clip" dir="auto">
                  {item.name}
                </span>
              </span>
              <span class="sentence">
                <span title={moment(item.deleted_at)}>
                  <bdi>{b.bin.by(item.deleted_by, ago(item.deleted_at, from))}</bdi>
                </span>
                {" · "}
                <span>{b.bin.until(fullDay(item.gone_at.slice(0, 10)))}</span>
              </span>
            </span>
            <span class="gap" />
            <button
              type="button"
              class="button"
              aria-label={b.bin.restoreOne(item.name)}
              onClick={() => void restore(item.id)}
            >
              {b.bin.restore}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
