// Deleting the project: what happens, and the name that has to be typed first.
// Sends nothing before the name is right.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { paths } from "../../base/paths";
import type { Project } from "../../base/types";
import { removeProject } from "../../data/bin";
import { home, session } from "../../data/session";
import { Sheet } from "../../ui/dialog";
import { Field, FormProblem, useForm } from "../../ui/form";
import { b } from "../../words/bin";
import { t } from "../../words/pages";

/** The part of the project tab, for its owners. */
export function Deletion({ project }: { project: Project }): JSX.Element {
  const asked = useSignal(false);
  const owner = project.role === "owner";
  return (
    <section class="stack">
      <h3>{b.project.title}</h3>
      <p class="quiet">{b.project.lead}</p>
      {owner ? (
        <div class="acts">
          <button
            type="button"
            class="button is-loss-quiet"
            onClick={() => {
              asked.value = true;
            }}
          >
            {b.project.act}
          </button>
        </div>
      ) : (
        <p class="quiet">{b.project.owners}</p>
      )}
      {asked.value && (
        <Ask
          project={project}
          onClose={() => {
            asked.value = false;
          }}
        />
      )}
    </section>
  );
}

function Ask({ project, onClose }: { project: Project; onClose: () => void }): JSX.Element {
  const { route } = useLocation();
  const name = useSignal("");
  const wrong = useSignal("");
  const form = useForm(async () => {
    wrong.value = name.peek().trim() === project.name.trim() ? "" : b.project.wrong;
    if (wrong.peek()) return;
    await removeProject(project, name.peek().trim());
    onClose();
    const next = session.peek() ? home(session.peek() as NonNullable<typeof session.value>) : undefined;
    route(next ? paths.overview(next) : paths.start, true);
  });
  return (
    <Sheet title={<bdi>{b.project.ask(project.name)}</bdi>} onClose={onClose}>
      <form class="stack" onSubmit={form.onSubmit}>
        <p>{b.project.lead}</p>
        <FormProblem problem={form.problem} fields={["name"]} />
        <Field
          label={b.project.name(project.name)}
          name="name"
          autocomplete="off"
          required
          readOnly={form.busy}
          value={name}
          error={wrong.value || form.error("name")}
        />
        <footer class="acts">
          <button type="button" class="button" onClick={onClose}>
            {t.act.cancel}
          </button>
          <button type="submit" class="button is-loss">
            {form.busy ? t.act.working : b.project.confirm}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}
