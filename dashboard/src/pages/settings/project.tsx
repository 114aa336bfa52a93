// The project itself: its name, the widget's accent, and whether new requests show at once.
// Offers only what can be changed; the key and the half-life are only shown.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Project, ProjectPatch } from "../../base/types";
import { projects } from "../../data/api";
import { type Base, changes, differing, draft, rebase, reset, send, settle } from "../../data/drafts";
import { type Resource, useResource } from "../../data/resource";
import { enter, may, roleIn, session } from "../../data/session";
import { useConflict } from "../../ui/conflict";
import { Check, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Copy, Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";

/** The project tab. */
export function ProjectForm({ project }: { project: string }): JSX.Element {
  const found = useResource<Project>(`project ${project}`, () => projects.one(project), 3600);
  const data = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{t.project.title}</h2>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {data ? (
        <Body key={data.id} found={found} data={data} />
      ) : (
        !found.problem.value && <Skeleton lines={8} />
      )}
    </article>
  );
}

type Fields = { name: string; accent: string; open: boolean };

// The project has no version that the server checks, so its values are compared instead: see `send`.
const base = (data: Project): Base<Fields> => ({
  values: { name: data.name, accent: data.accent ?? "", open: data.new_requests_public },
  version: 0,
  etag: null,
});

function Body({ found, data }: { found: Resource<Project>; data: Project }): JSX.Element {
  const allowed = may(roleIn(data.id), "configure");
  const key = `project ${data.id}`;
  const own = useMemo(() => draft(key, base(data)), [key]);
  const { name, accent, open } = own.fields;
  const newest = () => base(found.data.value ?? data);
  const theirs = () => differing(own.base.value.values, newest().values);
  // A draft without changes follows the newest version by itself.
  useEffect(() => {
    if (theirs().every((field) => !(field in changes(own)))) rebase(own, newest());
  }, [found.data.value]);
  const form = useForm(async () => {
    const changed = changes(own);
    await found.reload();
    // Somebody else has changed a field that this would replace: the notice says so, and nothing is sent.
    if (theirs().some((field) => field in changed)) return;
    rebase(own, newest());
    const patch: ProjectPatch = {
      ...(changed.name !== undefined && { name: changed.name.trim() }),
      ...(changed.accent !== undefined && { accent: changed.accent.trim() || null }),
      ...(changed.open !== undefined && { new_requests_public: changed.open }),
    };
    const sent = send(own, changed);
    took(sent, await projects.patch(data.id, patch));
  });
  const took = (sent: Fields, saved: Project) => {
    found.put({ data: saved, etag: null });
    const more = settle(own, sent, base(saved));
    const held = session.peek();
    if (held) {
      const renamed = held.projects.map((item) =>
        item.id === saved.id ? { ...item, name: saved.name } : item,
      );
      enter({ ...held, projects: renamed });
    }
    announce(more ? t.project.since : t.project.saved);
  };
  const { notice } = useConflict({
    own,
    form,
    newest,
    reload: found.reload,
    onOwn: (sent) => took(sent, found.data.value ?? data),
    fieldTexts: {
      name: [t.project.name, String],
      accent: [t.project.accent, String],
      open: [t.project.public, (on) => (on ? t.reports.yes : t.reports.no)],
    },
  });
  return (
    <>
      <form class="stack" onSubmit={form.onSubmit}>
        {notice}
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
            {Object.keys(changes(own)).length > 0 && (
              <button type="button" class="button" onClick={() => reset(own, newest())}>
                {t.act.cancel}
              </button>
            )}
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
