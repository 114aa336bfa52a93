// The comments on an open request, read with its pane: their number stands on the tab before anybody opens it.
// Counts what the team can still read; a comment that was deleted is only a place.
import type { TeamComment } from "../../base/types";
import { comments } from "../../data/comments";
import { useLive, useSoon } from "../../data/live";
import { type Paged, usePaged } from "../../data/paged";
import { whole } from "../../words/time";

/** The comments, newest first; those of the requests that were merged into it come with them. */
export function useThreads(project: string, request: string, merged: string[]): Paged<TeamComment> {
  const list = usePaged<TeamComment>(`comments ${request}`, (reading) =>
    comments.page(project, request, reading),
  );
  const soon = useSoon(list.reload, 1_000);
  useLive({
    request: ({ items }) => {
      if (items.some((item) => item.id === request || merged.includes(item.id))) soon();
    },
    resync: soon,
  });
  return list;
}

/** How many there are, as far as they are loaded: "3", "50+"; empty while that is not known. */
export function numberOf(threads: TeamComment[] | null, isWhole: boolean): string {
  if (!threads) return "";
  const all = threads.flatMap((one) => [one, ...one.replies]);
  const n = all.filter(({ state }) => state !== "deleted").length;
  return isWhole ? whole(n) : `${whole(n)}+`;
}
