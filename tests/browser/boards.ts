// A project with an open board, and release notes and proposals on it, created quickly over the API.
// Reads no page.
import { decide, type Made, suggest } from "./data.ts";
import type { Project, Team } from "./team.ts";

/** What a proposal asks. */
export const question = "Which export comes first?";

/** Opens the project's board to everybody; returns its path and a request that was decided. */
export async function opened(
  team: Team,
  project: Project,
): Promise<{ path: string; made: Made; open: Made }> {
  const saved = await team.client.request<{ slug: string }>("PATCH", `/v1/projects/${project.id}`, {
    body: { board: "public", accent: "#7c3aed" },
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

/** A proposal that is open, made over the API. */
export async function asked(
  team: Team,
  project: Project,
  more: object,
): Promise<{ slug: string; id: string }> {
  const at = `/v1/projects/${project.id}/proposals`;
  const closes_at = new Date(Date.now() + 3_600_000).toISOString();
  const body = { question, options: ["CSV", "PDF", "Excel"], closes_at, ...more };
  const headers = { "idempotency-key": crypto.randomUUID() };
  const made = await team.client.request<{ slug: string; id: string }>("POST", at as string, {
    body,
    headers,
  });
  const based = { "if-match": '"1"' };
  await team.client.request("POST", `${at}/${made.data.id}/publish` as string, { body: {}, headers: based });
  return made.data;
}

/** Ends a proposal, and says what was decided. */
export async function ended(team: Team, project: Project, id: string): Promise<void> {
  const at = `/v1/projects/${project.id}/proposals/${id}`;
  const based = async () => ({
    "if-match": (await team.client.request("GET", at as string)).headers.get("etag") ?? "",
  });
  await team.client.request("POST", `${at}/end` as string, { body: {}, headers: await based() });
  const body = { text: "CSV it is, *next month*." };
  await team.client.request("PUT", `${at}/outcome` as string, { body, headers: await based() });
}
