// A project with an open board, with release notes and proposals on it, created quickly over the API.
// Reads no page.
import { decide, type Made, suggest } from "./data.ts";
import type { Project, Team } from "./team.ts";

/** Opens the project's board to everybody; returns its path and a request that was decided. */
export async function opened(
  team: Team,
  project: Project,
): Promise<{ path: string; made: Made; open: Made }> {
  const saved = await team.client.request<{ slug: string }>("PATCH", `/v1/projects/${project.id}`, {
    body: { board: "public", accent: "#7c3aed", publish_measures: true },
  });
  const made = await suggest(team, project, "Export as CSV", { body: "For our accountant.\n\nEvery month." });
  await decide(team, project, made, {
    status: "declined",
    reason_code: "not_now",
    reason: "The new importer comes first.",
    reopen_if: "The importer is out.",
  });
  const open = await suggest(team, project, "Dark mode", { body: "At night." });
  for (let n = 1; n <= 24; n += 1) await suggest(team, project, `Wish ${n}`);
  return { path: `/b/${saved.data.slug}/`, made, open };
}

/** A release note that is published. */
export async function published(team: Team, project: Project, body: object): Promise<void> {
  const path = `/v1/projects/${project.id}/release_notes` as string;
  const headers = () => ({ "idempotency-key": crypto.randomUUID() });
  const made = await team.client.request<{ id: string; revision: number }>("POST", path, {
    body,
    headers: headers(),
  });
  await team.client.request("POST", `${path}/${made.data.id}/publish` as string, {
    body: {},
    headers: { ...headers(), "if-match": `"${made.data.revision}"` },
  });
}

/** What a proposal asks. */
export const question = "Which export comes first?";

/** A proposal that is open for an hour. */
export async function asked(
  team: Team,
  project: Project,
  more: object = {},
): Promise<{ slug: string; id: string }> {
  const path = `/v1/projects/${project.id}/proposals` as string;
  const closes_at = new Date(Date.now() + 3_600_000).toISOString();
  const body = { question, options: ["CSV", "PDF", "Excel"], closes_at, ...more };
  const headers = { "idempotency-key": crypto.randomUUID() };
  const made = await team.client.request<{ slug: string; id: string }>("POST", path, { body, headers });
  const based = { "if-match": '"1"' };
  await team.client.request("POST", `${path}/${made.data.id}/publish` as string, {
    body: {},
    headers: based,
  });
  return made.data;
}
