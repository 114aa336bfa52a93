// The environment of a report as readable rows.
// Shows everything that the visitor sent, and nothing else.

import type { Environment } from "../../base/types";
import { t } from "../../words/pages";

/** Name and value of everything known, in the order of the names. */
export function environmentRows(environment: Environment): [string, string][] {
  return Object.entries(t.reports.fields).flatMap(([key, name]): [string, string][] => {
    const text = readable(environment[key as keyof Environment]);
    return text ? [[name, text]] : [];
  });
}

function readable(value: Environment[keyof Environment]): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? t.reports.yes : t.reports.no;
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return `${value.width} × ${value.height}`;
  return String(value);
}
