// What has been done of the first steps of a project, kept fresh by the event stream.
// Apart from `api.ts`, because it is read only where the list is shown.
import type { FirstSteps } from "../base/types";
import { at, call, data } from "./api";
import { useLive, useSoon } from "./live";
import { type Resource, useResource } from "./resource";

/** Milliseconds, more or less, until a change is read: open pages of a team do not read at once. */
const soonMs = 1_000;

/** The first steps, null until they are known. */
export function useFirstSteps(project: string): Resource<FirstSteps> {
  const found = useResource(
    `first ${project}`,
    () => data(call<FirstSteps>("GET", `${at(project)}/first_steps`)),
    "stream",
  );
  const soon = useSoon(found.reload, soonMs);
  const steps = found.data.value;
  useLive({
    project: soon,
    resync: soon,
    // A step that is done does not come undone by more of the same.
    ...(!steps?.answer && { answers: soon }),
    ...(!steps?.decision && { request: soon }),
  });
  return found;
}
