// Merges a refreshed list into the rows on the screen: their newest values, how many rows are new, whether any moved.
// Does not count as new what the user did, or rows that only moved up as a result.

/** What the user already knows of a list. */
export type KnownState = {
  /** Rows that the user changed. */
  changedByUser: Set<string>;
  /** Whether all rows are shown, so that any other is new. */
  complete: boolean;
  /** When the list was read, by the server's clock. */
  readAt: number;
};

type Row = { id: string; created_at?: string };

/** Updates the shown rows to their newest values, and returns how the first page differs from them:
 * the ids of the new rows, and whether others stand there in this order. */
export function mergeRefresh<T extends Row>(
  shown: T[],
  newest: T[],
  known: KnownState,
): { items: T[]; added: string[]; moved: boolean } {
  const values = new Map(newest.map((row) => [row.id, row]));
  const here = new Set(shown.map((row) => row.id));
  const others = (rows: T[]) => rows.filter((row) => !known.changedByUser.has(row.id));
  const old = others(shown);
  const now = others(newest);
  const fresh = now.filter((row) => !here.has(row.id));
  // A row created before the list was read is not new: it moved up from a later page, or somebody edited it.
  const added = fresh.filter((row) => Date.parse(row.created_at ?? "") >= known.readAt).map((row) => row.id);
  const end = known.complete ? now.length : Math.min(old.length, now.length);
  const moved = added.length > 0 || now.slice(0, end).some((row, index) => row.id !== old[index]?.id);
  return { items: shown.map((row) => values.get(row.id) ?? row), added, moved };
}
