// The project itself: its name, the widget's accent, and whether new requests show at once.
// It refuses to offer what cannot be changed here; the key and the half-life are only told.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../announce";
import { projects } from "../api";
import { useResource } from "../resource";
import { enter, may, roleIn, session } from "../session";
import { t } from "../texts";
import type { Project, ProjectPatch } from "../types";
import { Check, Field, FormProblem, Submit, Trouble, useForm } from "../ui/form";
import { Copy, Skeleton } from "../ui/parts";

/** The tab of the project. */
export function ProjectForm({ project }: { project: string }): JSX.Element {
  const found = useResource<Project>(`project ${project}`, () => projects.one(project), 3600);
  const data = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{t.project.title}</h2>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {data ? <Body key={data.id} data={data} /> : !found.problem.value && <Skeleton lines={8} />}
    </article>
  );
}

function Body({ data }: { data: Project }): JSX.Element {
  const allowed = may(roleIn(data.id), "configure");
  const name = useSignal(data.name);
  const accent = useSignal(data.accent ?? "");
  const open = useSignal(data.new_requests_public);
  const form = useForm(async () => {
    const patch: ProjectPatch = {
      name: name.value.trim(),
      accent: accent.value.trim() || null,
      new_requests_public: open.value,
    };
    const saved = await projects.patch(data.id, patch);
    const held = session.peek();
    if (held) {
      const renamed = held.projects.map((one) => (one.id === saved.id ? { ...one, name: saved.name } : one));
      enter({ ...held, projects: renamed });
    }
    announce(t.project.saved);
  });
  return (
    <>
      <form class="stack" onSubmit={form.onSubmit}>
        <FormProblem problem={form.problem} fields={["name", "accent", "new_requests_public"]} />
        {!allowed && <p class="notice">{t.settings.readOnly}</p>}
        <Field
          label={t.project.name}
          name="name"
          required
          maxLength={100}
          disabled={!allowed}
          value={name}
          error={form.error("name")}
        />
        <div class="accent-field">
          <Field
            label={t.project.accent}
            hint={t.project.accentHint}
            name="accent"
            disabled={!allowed}
            value={accent}
            error={form.error("accent")}
          />
          <span
            class="accent-swatch"
            aria-hidden="true"
            style={{ "--sample": accent.value.trim() || null }}
          />
        </div>
        <Check
          label={t.project.public}
          hint={t.project.publicHint}
          name="new_requests_public"
          checked={open.value}
          disabled={!allowed}
          onChange={(next) => {
            open.value = next;
          }}
        />
        {allowed && (
          <div class="acts">
            <Submit busy={form.busy}>{t.act.save}</Submit>
          </div>
        )}
      </form>
      <section>
        <dl class="pairs">
          <div>
            <dt>{t.project.key}</dt>
            <dd>
              <span class="mono">{data.widget_key}</span> <Copy text={data.widget_key} />
              <p class="quiet">{t.project.keyHint}</p>
            </dd>
          </div>
          <div>
            <dt>{t.project.halfLife}</dt>
            <dd>{t.project.halfLifeValue(data.half_life_days)}</dd>
          </div>
        </dl>
      </section>
    </>
  );
}
