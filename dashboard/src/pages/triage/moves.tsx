// How far a request has moved since the day began, beside its rank.
// Only in the list of what needs a decision, in its own order: a rank in a narrowed list is another one.
import type { JSX } from "preact";
import type { RankedRequest, RankMoves } from "../../base/types";
import { triage } from "../../data/api";
import { useResource } from "../../data/resource";
import { t } from "../../words/texts";
import { moment, short } from "../../words/time";

/** The ranks of when the day began, by the ids of the requests; null where they mean nothing, `early` where none are kept yet. */
export type Moves = { since: string; was: Map<string, number> } | "early" | null;

/** Reads where the requests were, with the list and every ten minutes. */
export function useMoves(project: string, wanted: boolean): Moves {
  const found = useResource<RankMoves | null>(
    `moves ${project} ${wanted}`,
    () => (wanted ? triage.moves(project) : Promise.resolve(null)),
    600,
  );
  const { since, items } = found.data.value ?? {};
  if (!items) return null;
  if (!since) return items.length > 0 ? "early" : null;
  return { since, was: new Map(items.flatMap(({ id, was }) => (was ? [[id, was] as const] : []))) };
}

/** The move of one request; nothing where it has not moved, or where it was is not known. */
export function Move(props: { moves: Moves; item: RankedRequest; rank: number }): JSX.Element | null {
  const { moves, item, rank } = props;
  if (!moves || moves === "early") return null;
  const by = (moves.was.get(item.id) ?? rank) - rank;
  if (by === 0) return null;
  const since = moment(moves.since);
  const said = by > 0 ? t.triage.upSince(by, since) : t.triage.downSince(-by, since);
  return (
    <span class={by > 0 ? "rank-move is-up" : "rank-move"} title={said}>
      <span class="num" aria-hidden="true">
        {by > 0 ? "▲" : "▼"} {short(Math.abs(by))}
      </span>
      <span class="hidden"> {said}</span>
    </span>
  );
}
