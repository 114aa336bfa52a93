// The project itself: its name, what it is for first, the widget's accent, and whether new requests show at once.
// Offers only what can be changed; the key and the half-life are only shown.
import type { JSX } from "preact";
import { goals } from "../../base/goal";
import type { Goal } from "../../base/types";
import { amend } from "../../data/session";
import { Check, Choice, Field, FormProblem } from "../../ui/form";
import { usePart } from "../../ui/part";
import { Copy } from "../../ui/parts";
import { f } from "../../words/first";
import { t } from "../../words/pages";
import { Deletion } from "./deletion";
import { Frame, type Framed } from "./frame";
import { useSaving } from "./saving";

const goalName = (goal: string) => (goal ? f.goal.names[goal as Goal] : f.goal.none);

/** The project tab. */
export function ProjectForm({ project }: { project: string }): JSX.Element {
  return (
    <Frame project={project} title={t.project.title}>
      {(framed) => <Body key={framed.data.id} {...framed} />}
    </Frame>
  );
}

type Fields = { name: string; accent: string; open: boolean; goal: string; steps: boolean };

function Body(framed: Framed): JSX.Element {
  const { data, allowed } = framed;
  const { fields, form, notice, acts } = useSaving<Fields>({
    ...framed,
    key: `project ${data.id}`,
    valuesOf: (project): Fields => ({
      name: project.name,
      accent: project.accent ?? "",
      open: project.new_requests_public,
      goal: project.goal ?? "",
      steps: !project.first_steps_hidden,
    }),
    patchOf: ({ name, accent, open, goal, steps }) => ({
      ...(name !== undefined && { name: name.trim() }),
      ...(accent !== undefined && { accent: accent.trim() || null }),
      ...(open !== undefined && { new_requests_public: open }),
      ...(goal !== undefined && { goal: (goal || null) as Goal | null }),
      ...(steps !== undefined && { first_steps_hidden: !steps }),
    }),
    fieldTexts: {
      name: [t.project.name, String],
      accent: [t.project.accent, String],
      open: [t.project.public, (on) => (on ? t.reports.yes : t.reports.no)],
      goal: [f.goal.label, goalName],
      steps: [f.steps.show, (on) => (on ? t.reports.yes : t.reports.no)],
    },
    saved: t.project.saved,
    since: t.project.since,
    onSaved: ({ id, name, goal, first_steps_hidden }) => amend(id, { name, goal, first_steps_hidden }),
  });
  const { name, accent, open, goal, steps } = fields;
  const part = usePart<HTMLDivElement>("accent");
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
        <div class="accent-field" ref={part}>
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
        <Choice
          label={f.goal.label}
          name="goal"
          value={goal.value}
          disabled={!allowed}
          options={["", ...goals].map((value) => ({ value, label: goalName(value) }))}
          onChange={(next) => {
            goal.value = next;
          }}
        />
        <Check
          label={f.steps.show}
          hint={f.steps.showHint}
          name="first_steps"
          checked={steps.value}
          disabled={!allowed}
          onChange={(next) => {
            steps.value = next;
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
      <Deletion project={data} />
    </>
  );
}
