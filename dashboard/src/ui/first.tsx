// The list of first steps: a small entry beside the navigation that says how many are done, and opens the list.
// Ticks nothing itself: the server reads each step from the facts. Goes away once all are done, or when an admin hides it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../base/announce";
import { paths } from "../base/paths";
import type { FirstSteps as Steps } from "../base/types";
import { asProblem, type Problem, projects } from "../data/api";
import { useFirstSteps } from "../data/first";
import { amend, may, type Permission, roleIn } from "../data/session";
import { f, type Step } from "../words/first";
import { Trouble } from "./form";
import { Icon } from "./icon";
import { Menu } from "./menu";
import "../styles/first.css?later";

const order: readonly Step[] = ["tag", "answer", "decision", "team", "brand"];

/** Where a step is done, and what one must be allowed to for it; everybody may look at the tag and open a page. */
const places: Record<Step, { href: (project: string) => string; needs?: Permission }> = {
  tag: { href: (project) => paths.settings(project, "install") },
  answer: { href: (project) => paths.settings(project, "install", "check") },
  decision: { href: (project) => paths.triage(project), needs: "decide" },
  team: { href: (project) => paths.settings(project, "members", "invite"), needs: "people" },
  brand: { href: (project) => paths.settings(project, "project", "accent"), needs: "configure" },
};

/** The entry with the list; nothing once all was done before this page was opened. */
export function FirstSteps({ project }: { project: string }): JSX.Element | null {
  const found = useFirstSteps(project);
  const steps = found.data.value;
  const before = useRef<Steps | null>(null);
  const begun = useRef(false);
  const ticked = useSignal("");
  const done = steps ? order.filter((step) => steps[step]).length : 0;
  useEffect(() => {
    const was = before.current;
    before.current = steps;
    if (!was || !steps || steps.hidden) return;
    const fresh = order.find((step) => steps[step] && !was[step]);
    // Not as a toast: that of a decision, which can still be undone, must stay.
    if (fresh) ticked.value = f.steps.ticked(fresh);
  }, [steps]);
  if (!steps || steps.hidden) return null;
  if (done < order.length) begun.current = true;
  if (!begun.current) return null;
  return (
    <>
      <p class="hidden" aria-live="polite">
        {ticked.value}
      </p>
      <Menu
        class="first-button"
        name={f.steps.name(done, order.length)}
        label={
          <>
            <Icon name={done === order.length ? "check" : "rows"} />
            <span class="first-name">{f.steps.title}</span>
            <span class="num quiet">{f.steps.count(done, order.length)}</span>
          </>
        }
      >
        {(close) => <List project={project} steps={steps} all={done === order.length} close={close} />}
      </Menu>
    </>
  );
}

function List(props: { project: string; steps: Steps; all: boolean; close: () => void }): JSX.Element {
  const { project, steps, close } = props;
  const problem = useSignal<Problem | null>(null);
  const configures = may(roleIn(project), "configure");
  const hide = async () => {
    problem.value = null;
    try {
      await projects.patch(project, { first_steps_hidden: true });
      close();
      amend(project, { first_steps_hidden: true });
      announce(f.steps.hidden);
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  return (
    <div class="first">
      <h2>{f.steps.title}</h2>
      {(steps.goal || configures) && (
        <p class="first-goal quiet">
          {steps.goal && <span>{f.steps.goal(steps.goal)}</span>}
          {configures && (
            <a href={paths.goal(project)} onClick={close}>
              {steps.goal ? f.steps.change : f.steps.choose}
            </a>
          )}
        </p>
      )}
      <ol>
        {order.map((step) => (
          <Line key={step} {...{ project, steps, step, close }} />
        ))}
      </ol>
      {props.all && <p class="quiet">{f.steps.all}</p>}
      {problem.value && <Trouble problem={problem.value} />}
      {configures && (
        <p class="acts">
          <button type="button" class="button is-bare" onClick={() => void hide()}>
            {f.steps.hide}
          </button>
        </p>
      )}
    </div>
  );
}

function Line(props: { project: string; steps: Steps; step: Step; close: () => void }): JSX.Element {
  const { project, steps, step } = props;
  const done = steps[step];
  const { href, needs } = places[step];
  const { hint, act } = f.steps.texts(step, steps.goal);
  const allowed = !needs || may(roleIn(project), needs);
  const waits = step === "team" && steps.invited;
  return (
    <li class={done ? "first-step is-done" : "first-step"}>
      <span class="first-mark">{done && <Icon name="check" />}</span>
      <div>
        <p class="first-title">
          {f.steps.names[step]}
          <span class="hidden"> ({done ? f.steps.done : f.steps.open})</span>
        </p>
        {!done && <p class="quiet">{waits ? f.steps.invited : hint}</p>}
        {!done &&
          (allowed ? (
            <a href={href(project)} onClick={props.close}>
              {act}
            </a>
          ) : (
            needs && <p class="quiet">{f.steps.others[needs]}</p>
          ))}
      </div>
    </li>
  );
}
