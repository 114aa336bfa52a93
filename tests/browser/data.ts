// Data to show in the dashboard: requests, reports, votes and answers, created quickly over the API.
// Not for tests of the widget, which go through the widget.
import { signIdentity } from "../../sdk-js/src/server.ts";
import type { Server } from "./boot.ts";
import type { Project, Team } from "./team.ts";

/** A request that a test created. */
export type Made = { id: string; number: number; version: number };

const at = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;

/** A request created by the team. */
export async function suggest(team: Team, project: Project, title: string, more: object = {}): Promise<Made> {
  const body = { kind: "feature", title, public: true, ...more };
  return (await team.client.request<Made>("POST", at(project, "requests"), { body })).data;
}

/** `count` requests, "Wish 1" first. */
export async function wishes(team: Team, project: Project, count: number): Promise<Made[]> {
  const made: Made[] = [];
  for (let n = 1; n <= count; n += 1) made.push(await suggest(team, project, `Wish ${n}`));
  return made;
}

/** A request as the team API returns it. */
export async function request(team: Team, project: Project, made: Made): Promise<Record<string, unknown>> {
  return (await team.client.request<Record<string, unknown>>("GET", at(project, `requests/${made.id}`))).data;
}

/** A colleague's edit of a request. */
export async function edit(team: Team, project: Project, made: Made, body: object): Promise<void> {
  const path = at(project, `requests/${made.id}`);
  const tag = (await team.client.request("GET", path)).headers.get("etag") ?? "";
  await team.client.request("PATCH", path, { body, headers: { "if-match": tag } });
}

/** A colleague's decision about a request. */
export async function decide(team: Team, project: Project, made: Made, body: object): Promise<void> {
  const tag =
    (await team.client.request("GET", at(project, `requests/${made.id}`))).headers.get("etag") ?? "";
  await team.client.request("POST", at(project, `requests/${made.id}/decisions`), {
    body,
    headers: { "if-match": tag, "idempotency-key": crypto.randomUUID() },
  });
}

/** A visitor of the project's product; `name` and `email` make it an identified one. */
export type Visitor = {
  ask: (title: string) => Promise<void>;
  comment: (made: Made, body: string) => Promise<void>;
  called: (name: string) => Promise<void>;
  choose: (proposal: string, choices: number[]) => Promise<void>;
  vote: (made: Made) => Promise<void>;
  answer: (screen: object, helpful: boolean, comment: string) => Promise<void>;
  report: (title: string, more?: object) => Promise<void>;
};

/** A visitor from an allowed origin. */
export async function visitor(
  server: Server,
  team: Team,
  project: Project,
  who?: { name: string; email: string; company?: string; segment?: string },
): Promise<Visitor> {
  const origin = "https://kontor.example";
  await team.allow(project, origin);
  const headers: Record<string, string> = { origin, "content-type": "application/json" };
  const send = async (method: string, path: string, body: object) => {
    const answer = await fetch(`${server.origin}/v1/p/${project.widget_key}/${path}`, {
      method,
      headers: { ...headers, "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const found = (await answer.json()) as { token?: string | null };
    const token = found.token ?? answer.headers.get("yousaid-visitor-token");
    if (token) headers.authorization = `Bearer ${token}`;
  };
  if (who) {
    const { secret } = (
      await team.client.request<{ secret: string }>("PUT", at(project, "identity"), { body: {} })
    ).data;
    const token = await signIdentity({ secret, project: project.id, subject: who.email, ...who });
    await send("POST", "identify", { token });
  }
  return {
    ask: (title) =>
      send("POST", "requests", {
        kind: "feature",
        title,
        screen: { route: "/invoices/42", title: "Invoice" },
      }),
    comment: (made, body) => send("POST", `requests/${made.id}/comments`, { body }),
    called: (name) => send("PUT", "me/credit", { name }),
    choose: (proposal, choices) => send("PUT", `proposals/${proposal}/ballot`, { choices }),
    vote: (made) => send("PUT", `requests/${made.id}/vote`, {}),
    answer: (screen, helpful, comment) => send("PUT", "answers", { screen, helpful, comment }),
    report: (title, more = {}) =>
      send("POST", "reports", {
        title,
        screen: { route: "/invoices/42", title: "Invoice" },
        steps: [{ at_ms: 0, kind: "navigate", sentence: "Opened /invoices/42", url: "/invoices/42" }],
        environment: {
          url: "/invoices/42",
          user_agent: "Test/1.0",
          language: "en",
          viewport: { width: 1280, height: 720 },
        },
        receipt: { version: "1", purposes: ["text"], shown_sha256: "a".repeat(64) },
        ...more,
      }),
  };
}
