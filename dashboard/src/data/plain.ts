// Problems of the API as sentences.
// Does not show them.
import type { Problem } from "@yousaid/sdk";
import { t } from "../words/texts";

/** What went wrong, in plain words. */
export function plainly(problem: Problem): string {
  if (problem.code === "network") return t.wrong.network;
  if (problem.status === 401) return t.wrong.ended;
  if (problem.status === 503) return t.wrong.unavailable;
  if (problem.status === 429) return t.wrong.busy(problem.retryAfter);
  if (problem.code === "forbidden") return t.wrong.forbidden;
  if (problem.status === 404) return t.wrong.missing;
  return problem.detail || t.wrong.generic;
}
