// The one question after a project was created: what its team wants to achieve first.
// Turns nothing on or off; it can be skipped, and answered differently at any time.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { announce } from "../../base/announce";
import { goals } from "../../base/goal";
import { paths } from "../../base/paths";
import type { Goal as Name } from "../../base/types";
import { asProblem, type Problem, projects } from "../../data/api";
import { amend, may, roleIn, session } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { useTitle } from "../../ui/parts";
import { f } from "../../words/first";
import type { PageProps } from "../props";
import "../../styles/goal.css?later";

/** The question. */
export function Goal({ project }: PageProps): JSX.Element {
  useTitle(f.goal.title);
  const { route } = useLocation();
  const busy = useSignal<Name | null>(null);
  const problem = useSignal<Problem | null>(null);
  const now = session.value?.projects.find((item) => item.id === project)?.goal;
  const allowed = may(roleIn(project), "configure");
  const choose = async (goal: Name) => {
    if (busy.peek()) return;
    busy.value = goal;
    problem.value = null;
    try {
      const saved = await projects.patch(project, { goal });
      amend(project, { goal: saved.goal });
      announce(f.goal.saved(f.goal.names[goal]));
      route(paths.settings(project, "install"), true);
    } catch (cause) {
      problem.value = asProblem(cause);
    } finally {
      busy.value = null;
    }
  };
  return (
    <div class="goal">
      <article class="sheet-page">
        <h1>{f.goal.title}</h1>
        <p class="lead">{f.goal.lead}</p>
        {problem.value && <Trouble problem={problem.value} />}
        {!allowed && <p class="notice">{f.goal.notYours}</p>}
        <ul class="goals">
          {goals.map((goal) => (
            <li key={goal}>
              <button
                type="button"
                class="goal-button"
                disabled={!allowed}
                aria-pressed={now === goal}
                aria-busy={busy.value === goal ? "true" : undefined}
                onClick={() => void choose(goal)}
              >
                <span class="goal-name">
                  {f.goal.names[goal]}
                  {now === goal && <Icon name="check" />}
                </span>
                <span class="quiet">{f.goal.hints[goal]}</span>
              </button>
            </li>
          ))}
        </ul>
        <p class="acts">
          <a class="button" href={paths.settings(project, "install")}>
            {f.goal.skip}
          </a>
        </p>
      </article>
    </div>
  );
}
