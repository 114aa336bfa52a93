// What a list that is read again says about the rows on the screen: their newest values, what is new, whether they moved.
// It refuses to call something news that the reader of the page did, or that only moved up because of it.

/** What the reader of a list knows already. */
export type Acknowledged = {
  /** Rows that the reader changed. */
  own: Set<string>;
  /** Whether all rows are shown, so that any other is news. */
  whole: boolean;
  /** When the list was read, by the server's clock. */
  at: number;
};

type Row = { id: string; created_at?: string };

/** Takes the newest values for rows that are shown, and says how the first page differs from them. */
export function fold<T extends Row>(
  shown: T[],
  newest: T[],
  known: Acknowledged,
): { items: T[]; added: number; moved: boolean } {
  const values = new Map(newest.map((one) => [one.id, one]));
  const here = new Set(shown.map((one) => one.id));
  const others = (rows: T[]) => rows.filter((one) => !known.own.has(one.id));
  const old = others(shown);
  const now = others(newest);
  const fresh = now.filter((one) => !here.has(one.id));
  // What was made before the list was read is not new: it came in from a later page, or by somebody's edit.
  const added = fresh.filter((one) => Date.parse(one.created_at ?? "") >= known.at).length;
  const end = known.whole ? now.length : Math.min(old.length, now.length);
  const moved = added > 0 || now.slice(0, end).some((one, index) => one.id !== old[index]?.id);
  return { items: shown.map((one) => values.get(one.id) ?? one), added, moved };
}
