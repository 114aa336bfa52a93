// The project itself: its name, the widget's accent, and whether new requests show at once.
// Offers only what can be changed; the key and the half-life are only shown.
import type { JSX } from "preact";
import { enter, session } from "../../data/session";
import { Check, Field, FormProblem } from "../../ui/form";
import { Copy } from "../../ui/parts";
import { t } from "../../words/pages";
import { Frame, type Framed } from "./frame";
import { useSaving } from "./saving";

/** The project tab. */
export function ProjectForm({ project }: { project: string }): JSX.Element {
  return (
    <Frame project={project} title={t.project.title}>
      {(framed) => <Body key={framed.data.id} {...framed} />}
    </Frame>
  );
}

/** The session has the names of all projects. */
function rename(id: string, name: string): void {
  const held = session.peek();
  if (held)
    enter({ ...held, projects: held.projects.map((one) => (one.id === id ? { ...one, name } : one)) });
}

function Body(framed: Framed): JSX.Element {
  const { data, allowed } = framed;
  const { fields, form, notice, acts } = useSaving({
    ...framed,
    key: `project ${data.id}`,
    valuesOf: (project) => ({
      name: project.name,
      accent: project.accent ?? "",
      open: project.new_requests_public,
    }),
    patchOf: ({ name, accent, open }) => ({
      ...(name !== undefined && { name: name.trim() }),
      ...(accent !== undefined && { accent: accent.trim() || null }),
      ...(open !== undefined && { new_requests_public: open }),
    }),
    fieldTexts: {
      name: [t.project.name, String],
      accent: [t.project.accent, String],
      open: [t.project.public, (on) => (on ? t.reports.yes : t.reports.no)],
    },
    saved: t.project.saved,
    since: t.project.since,
    onSaved: (saved) => rename(saved.id, saved.name),
  });
  const { name, accent, open } = fields;
  return (
    <>
      <form class="stack" onSubmit={form.onSubmit}>
        {notice}
        <FormProblem problem={form.problem} fields={["name", "accent", "new_requests_public"]} />
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
        {acts}
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
