// The columns of the roadmap: which statuses they are, and the place that a request takes in one.
// Knows neither pages nor the API, so that it can be tested without them.

/** The statuses that are columns, from left to right. */
export const columns = ["under_review", "planned", "in_progress", "shipped"] as const;
/** A column, by its status. */
export type Column = (typeof columns)[number];

/** Whether a status is a column. */
export const isColumn = (status: string): status is Column => columns.some((one) => one === status);

/** The column `by` places beside another one, or that one where there is none. */
export function beside(column: Column, by: number): Column {
  return columns[columns.indexOf(column) + by] ?? column;
}

type Row = { id: string; heat: number };

/** The place of a request among the others of a column, counted from 0: by score, as the server sorts them. */
export function placeIn(rows: Row[], row: Row): number {
  const others = rows.filter(({ id }) => id !== row.id);
  const at = others.findIndex((other) => other.heat < row.heat);
  return at < 0 ? others.length : at;
}

/** The rows of a column after a change: those that were there stay where they are, the others take their place by score. */
export function arranged<R extends Row>(before: R[], now: R[]): R[] {
  const values = new Map(now.map((row) => [row.id, row]));
  const rows = before.flatMap((row) => values.get(row.id) ?? []);
  const here = new Set(rows.map((row) => row.id));
  for (const row of now) if (!here.has(row.id)) rows.splice(placeIn(rows, row), 0, row);
  return rows;
}
