// Creating a project, the first or another one; it ends on the question what it is for first.
// Asks only for a name.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { originOf, paths } from "../../base/paths";
import { projects } from "../../data/api";
import { enter, session } from "../../data/session";
import { Field, FormProblem, Submit, useForm } from "../../ui/form";
import { t } from "../../words/pages";
import { DeletedProjects } from "./deleted";
import { Frame } from "./frame";

/** The page that creates a project. */
export function Start(): JSX.Element {
  const { route } = useLocation();
  const name = useSignal("");
  const origin = useSignal("");
  const wrong = useSignal("");
  const held = session.value;
  const form = useForm(async () => {
    const typed = origin.value.trim();
    const found = typed ? originOf(typed) : null;
    wrong.value = typed && !found ? t.origins.bad : "";
    if (wrong.value) return;
    const made = await projects.create({ name: name.value.trim(), ...(found && { origins: [found] }) });
    if (held) {
      const { id, name: called, role, goal, first_steps_hidden } = made;
      const mine = { id, name: called, role, goal, first_steps_hidden };
      enter({ ...held, projects: [...held.projects, mine] });
    }
    route(paths.goal(made.id), true);
  });
  const first = held?.projects.length === 0;
  return (
    <Frame title={first ? t.start.first : t.start.title} lead={t.start.lead}>
      <form class="stack" onSubmit={form.onSubmit}>
        <FormProblem problem={form.problem} fields={["name", "origins"]} />
        <Field
          label={t.start.name}
          name="name"
          autocomplete="off"
          required
          maxLength={100}
          readOnly={form.busy}
          value={name}
          error={form.error("name")}
        />
        <Field
          label={t.start.origin}
          hint={t.start.originHint}
          name="origin"
          inputMode="url"
          autocomplete="off"
          readOnly={form.busy}
          value={origin}
          error={wrong.value || form.error("origins")}
        />
        <div class="acts">
          <Submit busy={form.busy}>{t.start.submit}</Submit>
          {!first && (
            <a class="button" href={paths.home}>
              {t.act.cancel}
            </a>
          )}
        </div>
      </form>
      {first && <DeletedProjects />}
    </Frame>
  );
}
