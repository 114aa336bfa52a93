// What those who asked for a request say about it once it was shipped: whether it solves what they wanted.
// Counts nothing itself, and reopens nothing: the server does.
import type { JSX } from "preact";
import type { Solved as Answers } from "../../base/types";
import { Part } from "../../ui/parts";
import { c } from "../../words/comments";
import { whole } from "../../words/time";

const answers = ["yes", "partly", "no"] as const;

/** The answers and the latest reasons; nothing where nobody was asked. */
export function Solved({ solved }: { solved: Answers | null | undefined }): JSX.Element | null {
  if (!solved || answers.every((answer) => solved[answer] === 0)) return null;
  return (
    <Part title={c.solved.title}>
      <dl class="counts">
        {answers.map((answer) => (
          <div key={answer}>
            <dt>{c.solved[answer]}</dt>
            <dd class="num">{whole(solved[answer])}</dd>
          </div>
        ))}
      </dl>
      {solved.reasons.length > 0 && (
        <>
          <p class="quiet">{c.solved.reasons}</p>
          <ul class="comments">
            {solved.reasons.map((reason, index) => (
              <li key={index} class="prose" dir="auto">
                {typeof reason === "string" ? reason : reason.reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </Part>
  );
}
