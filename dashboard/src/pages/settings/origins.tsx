// The origins that may use the widget: a list and a field to add one.
// Accepts no paths or wildcards: the origin that is shown is the one that is added.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { originOf } from "../../base/paths";
import type { Items, Origin } from "../../base/types";
import { asProblem, projects } from "../../data/api";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Field, FormProblem, plainly, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";

/** The origins tab. */
export function Origins({ project }: { project: string }): JSX.Element {
  const found = useOrigins(project);
  return (
    <article class="sheet-page">
      <h2>{t.origins.title}</h2>
      <p class="lead">{t.origins.lead}</p>
      <OriginList project={project} found={found} />
    </article>
  );
}

/** The origins of a project, kept fresh. */
export function useOrigins(project: string): Resource<Items<Origin>> {
  return useResource<Items<Origin>>(`origins ${project}`, () => projects.origins(project), 60);
}

/** The list itself, also part of the install page. */
export function OriginList(props: {
  project: string;
  found: Resource<Items<Origin>>;
  onChange?: () => void;
}): JSX.Element {
  const { project, found, onChange } = props;
  const typed = useSignal("");
  const wrong = useSignal("");
  const allowed = may(roleIn(project), "configure");
  const changed = () => {
    void found.reload();
    onChange?.();
  };
  const form = useForm(async () => {
    const origin = originOf(typed.value.trim());
    wrong.value = origin ? "" : t.origins.bad;
    if (!origin) return false;
    await projects.allow(project, origin);
    announce(t.install.allowed(origin));
    changed();
    return true;
  }, [typed]);
  const remove = async (origin: Origin) => {
    try {
      await projects.disallow(project, origin.id);
      announce(t.origins.gone(origin.origin));
    } catch (cause) {
      announce(plainly(asProblem(cause)));
    }
    changed();
  };
  const items = found.data.value?.items;
  return (
    <div class="origins">
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!items && !found.problem.value && <Skeleton lines={2} />}
      {items?.length === 0 && <p class="quiet">{t.origins.empty}</p>}
      {items && items.length > 0 && (
        <ul class="lines">
          {items.map((origin) => (
            <li key={origin.id}>
              <span class="mono clip">{origin.origin}</span>
              <span class="gap" />
              <span class="quiet">
                <Age at={origin.created_at} long />
              </span>
              {allowed && (
                <button
                  type="button"
                  class="button is-bare is-square"
                  aria-label={t.origins.remove(origin.origin)}
                  title={t.origins.remove(origin.origin)}
                  onClick={() => void remove(origin)}
                >
                  <Icon name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!items ? null : allowed ? (
        <form class="inline-form" onSubmit={form.onSubmit}>
          <FormProblem problem={form.problem} fields={["origin"]} />
          <Field
            label={t.origins.label}
            hint={t.origins.hint}
            name="origin"
            inputMode="url"
            autocomplete="off"
            required
            value={typed}
            error={wrong.value || form.error("origin")}
          />
          <button type="submit" class="button">
            {t.origins.add}
          </button>
        </form>
      ) : (
        <p class="quiet">{t.settings.readOnly}</p>
      )}
    </div>
  );
}
