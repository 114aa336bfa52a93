// The environment of a report as readable rows.
// Shows everything that the visitor sent, and nothing else.

import type { Environment } from "../../base/types";
import { t } from "../../words/texts";

const order: (keyof Environment)[] = [
  "url",
  "referrer",
  "user_agent",
  "viewport",
  "screen",
  "pixel_ratio",
  "language",
  "languages",
  "time_zone",
  "dark",
  "reduced_motion",
  "online",
  "connection",
  "build",
];

/** Name and value of everything known, in a fixed order. */
export function environmentRows(environment: Environment): [string, string][] {
  return order.flatMap((key) => {
    const text = readable(environment[key]);
    return text ? [[t.reports.fields[key] ?? key, text] as [string, string]] : [];
  });
}

function readable(value: Environment[keyof Environment]): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? t.reports.yes : t.reports.no;
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return `${value.width} × ${value.height}`;
  return String(value);
}
