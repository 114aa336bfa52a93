// Settings that are saved as soon as they are changed, and shown as chosen unless the server refuses them.
// Sends one after the other: the last choice must be the last one that the server gets.
import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Project, ProjectPatch } from "../../base/types";
import { asProblem, type Problem, projects } from "../../data/api";

/** Settings being changed. */
export type Chosen = {
  /** The project as it was chosen to be. */
  data: Project;
  problem: Signal<Problem | null>;
  save: (patch: ProjectPatch) => void;
};

/** Settings of a project; `saved` is what is said once they are. */
export function useChosen(
  project: Project,
  saved: string,
  onSaved: (answer: { data: Project; etag: null }) => void,
): Chosen {
  const problem = useSignal<Problem | null>(null);
  const chosen = useSignal<ProjectPatch>({});
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  const send = async (patch: ProjectPatch) => {
    try {
      onSaved({ data: await projects.patch(project.id, patch), etag: null });
      announce(saved);
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  const save = (patch: ProjectPatch) => {
    const all = { ...chosen.peek(), ...patch };
    problem.value = null;
    chosen.value = all;
    sent.current = sent.current
      .then(() => send(patch))
      .then(() => {
        if (chosen.peek() === all) chosen.value = {};
      });
  };
  return { data: { ...project, ...chosen.value } as Project, problem, save };
}
