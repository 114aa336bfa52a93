// How many comments of a project wait for approval: the number beside their page in the navigation.
// Reads the number alone, since it is a part of the first load; the comments are read by their page.
import { at, call, data } from "./api";
import { useLive, useSoon } from "./live";
import { useResource } from "./resource";

/** The number, 0 until it is known; 100 stands for as many or more. */
export function useWaiting(project: string): number {
  const found = useResource(
    `waiting ${project}`,
    () => data(call<{ pending: number }>("GET", `${at(project)}/comments/pending`)),
    "stream",
  );
  const soon = useSoon(found.reload, 2_000);
  useLive({ request: soon, deleted: soon, restored: soon, resync: soon });
  return found.data.value?.pending ?? 0;
}
