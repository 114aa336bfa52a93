// The repro steps as numbered sentences; faults are highlighted, targets can be copied.
// Shows no values: a step has only type and length.
import type { JSX } from "preact";
import type { Step, StepKind } from "../base/types";
import { t } from "../words/pages";
import { clock } from "../words/time";
import { StepIcon } from "./icon";

const faults: StepKind[] = ["error", "rejection", "console_error", "http"];

/** Whether a step is a fault. */
export function isFault(step: Pick<Step, "kind" | "status">): boolean {
  if (step.kind === "http") return step.status === undefined || step.status === 0 || step.status >= 400;
  return faults.includes(step.kind);
}

/** The steps in order. */
export function Steps({ steps }: { steps: Step[] }): JSX.Element {
  if (steps.length === 0) return <p class="quiet">{t.reports.noSteps}</p>;
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={index} class={isFault(step) ? "step is-fault" : "step"}>
          <span class="step-number num">{index + 1}</span>
          <span class="step-kind" title={t.step(step.kind)}>
            <StepIcon kind={step.kind} />
            <span class="hidden">{t.step(step.kind)}</span>
          </span>
          <div class="step-body">
            <p>
              <span dir="auto">{step.sentence}</span>
              {step.edited && <span class="quiet"> · {t.reports.edited}</span>}
            </p>
            {step.message && step.message !== step.sentence && (
              <p class="mono" dir="auto">
                {step.message}
              </p>
            )}
            {step.target?.selectors?.[0] && (
              <p class="mono quiet" dir="ltr">
                {step.target.selectors[0]}
              </p>
            )}
          </div>
          <span class="step-time num quiet">{clock(step.at_ms)}</span>
        </li>
      ))}
    </ol>
  );
}
