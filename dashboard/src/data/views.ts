// The saved views of triage: read for the navigation, and changed by those who keep them.
// Does not know what the list on the screen is narrowed to.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Items, SavedView, SavedViewIn, SavedViewPatch, ViewTotal } from "../base/types";
import { onActs } from "./acts";
import { at, call, data, id, once } from "./api";
import { useLive, useSoon } from "./live";
import { useResource } from "./resource";

/** The views of a project that its pages show; null until they are known. */
export const savedViews = signal<{ project: string; items: SavedView[] } | null>(null);

/** The views of this project, as far as they are known. */
export const viewsOf = (project: string): SavedView[] =>
  savedViews.value?.project === project ? savedViews.value.items : [];

const path = (project: string) => `${at(project)}/views`;
const tag = (view: SavedView) => ({ "If-Match": `"${view.version}"` });

/** Reads the views of a project, and how many requests each has, as long as they are shown. */
export function useViews(project: string): { views: SavedView[]; totals: Map<string, ViewTotal> } {
  const list = useResource(
    `views ${project}`,
    () => data(call<Items<SavedView>>("GET", path(project))),
    "stream",
  );
  const found = list.data.value;
  const counted = useResource(
    `view totals ${project}`,
    () => data(call<Items<ViewTotal>>("GET", `${path(project)}/totals`)),
    "stream",
  );
  useEffect(() => {
    if (found) savedViews.value = { project, items: found.items };
  }, [found, project]);
  reread = async () => {
    await Promise.all([list.reload(), counted.reload()]);
  };
  const soon = useSoon(counted.reload, 2_000);
  const all = () => void reread();
  useEffect(() => onActs({ done: soon }), []);
  useLive({ request: soon, report: soon, deleted: soon, restored: soon, view: all, resync: all });
  return {
    views: viewsOf(project),
    totals: new Map(counted.data.value?.items.map((total) => [total.view, total])),
  };
}

/** Reads the views again, wherever they are shown. */
let reread = async (): Promise<void> => {};

const changed = async <A>(work: Promise<A>): Promise<A> => {
  const answer = await work;
  await reread();
  return answer;
};

/** Saving, changing and deleting views; each is read again afterwards. */
export const views = {
  create: (project: string, body: SavedViewIn) => changed(data(once<SavedView>(path(project), body))),
  patch: (project: string, view: SavedView, body: SavedViewPatch) =>
    changed(data(call<SavedView>("PATCH", `${path(project)}/${id(view.id)}`, { body, headers: tag(view) }))),
  drop: (project: string, view: SavedView) =>
    changed(data(call<undefined>("DELETE", `${path(project)}/${id(view.id)}`, { headers: tag(view) }))),
};
