// The family of a request: the one that it was merged into, or the ones that were merged into it, and how to undo that.
// Each request keeps its own votes, so that undoing is exact.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import { asProblem, type Problem, requests } from "../../data/api";
import { Trouble } from "../../ui/form";
import { StatusIcon } from "../../ui/icon";
import { Part } from "../../ui/parts";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import type { Open } from "./open";

/** Undoes a merge once at a time; the problem stays until the next attempt. */
function useUndo({ project, detail, found, list, took }: Open) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const undo = async (child: { id: string; number: number; version: number }) => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      const answer = await requests.unmerge(project, child.id, `"${child.version}"`);
      if (child.id === detail.id) took(answer);
      else {
        list.patch(answer.data);
        list.own(child.id);
      }
      announce(p.unmerged(child.number));
    } catch (cause) {
      problem.value = asProblem(cause);
    }
    await found.reload();
    busy.value = false;
  };
  return { busy: busy.value, problem: problem.value, undo };
}

/** The banner of a request that was merged. */
export function MergedInto(open: Open): JSX.Element | null {
  const { project, detail, allowed } = open;
  const { busy, problem, undo } = useUndo(open);
  const into = detail.merged_into;
  if (!into) return null;
  return (
    <div class="merged-banner">
      <p>
        <StatusIcon status="merged" />
        <span>
          {p.mergedInto}{" "}
          <a href={paths.triage(project, into.id)}>
            <span class="num">{t.number(into.number)}</span> <span dir="auto">{into.title}</span>
          </a>
          <span class="quiet"> {p.mergedHint}</span>
        </span>
      </p>
      {allowed && (
        <button
          type="button"
          class="button"
          aria-disabled={busy ? "true" : undefined}
          onClick={() => void undo(detail)}
        >
          {p.unmerge}
        </button>
      )}
      {problem && <Trouble problem={problem} />}
    </div>
  );
}

/** The requests that were merged into this one, each with its own votes. */
export function Family(open: Open): JSX.Element | null {
  const { project, detail, allowed } = open;
  const { busy, problem, undo } = useUndo(open);
  if (detail.merged.length === 0) return null;
  return (
    <Part title={p.family(detail.merged.length)}>
      {problem && <Trouble problem={problem} />}
      <ul class="lines">
        {detail.merged.map((child) => (
          <li key={child.id}>
            <a href={paths.triage(project, child.id)} class="clip">
              <span class="num quiet">{t.number(child.number)}</span> <span dir="auto">{child.title}</span>
            </a>
            <span class="gap" />
            <span class="num quiet">{t.votes(child.votes)}</span>
            {allowed && (
              <button
                type="button"
                class="button is-bare"
                aria-label={p.takeOut(child.number)}
                aria-disabled={busy ? "true" : undefined}
                onClick={() => void undo(child)}
              >
                {p.takeOutShort}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}
