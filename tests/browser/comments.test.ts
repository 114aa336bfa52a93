// Comments and replies in the dashboard: the queue, the tab of a request, replies to reports, and their settings.
// What visitors see is read from the widget's API, as another visitor.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { decide, type Made, request, suggest } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

type Comment = { id: string; name: string | null; official: boolean; source: string; replies: Comment[] };
type Caller = {
  /** Sends as this visitor; returns the status and the body. */
  send: (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;
  comment: (made: Made, body: string, more?: object) => Promise<Comment>;
  /** The comments that this visitor sees. */
  comments: (made: Made) => Promise<Comment[]>;
};

const host = "https://kontor.example";
const path = (project: Project, rest = "") => `/v1/projects/${project.id}${rest}` as string;
const pane = (page: Page) => page.locator(".split-detail");
const queue = (page: Page) => page.getByRole("list", { name: "Comments", exact: true }).getByRole("listitem");

/** A visitor of the project's product. */
async function caller(server: { origin: string }, team: Team, project: Project): Promise<Caller> {
  await team.allow(project, host);
  const headers: Record<string, string> = { origin: host, "content-type": "application/json" };
  const send = async (method: string, rest: string, body?: object) => {
    const answer = await fetch(`${server.origin}/v1/p/${project.widget_key}/${rest}`, {
      method,
      headers: { ...headers, "idempotency-key": crypto.randomUUID() },
      ...(body && { body: JSON.stringify(body) }),
    });
    const token = answer.headers.get("yousaid-visitor-token");
    if (token) headers.authorization = `Bearer ${token}`;
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
  };
  return {
    send,
    comment: async (made, text, more = {}) => {
      const { status, body } = await send("POST", `requests/${made.id}/comments`, { body: text, ...more });
      expect(status, JSON.stringify(body)).toBe(201);
      return body as Comment;
    },
    comments: async (made) =>
      ((await send("GET", `requests/${made.id}/comments`)).body as { items: Comment[] }).items,
  };
}

const set = (team: Team, project: Project, body: object) =>
  team.client.request("PATCH", path(project), { body });

test("a comment arrives live, is approved by key, is taken back, and visitors see it only in between", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await set(team, project, { approve_comments: true });
  const made = await suggest(team, project, "Export as CSV");
  const anna = await caller(server, team, project);
  const other = await caller(server, team, project);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/comments`);
  await expect(page.getByText("Nothing waits")).toBeVisible();
  await accessible(page, "an empty queue of comments");
  await anna.comment(made, "Every *Friday* I type it off.", { name: "Anna" });
  await expect(queue(page)).toHaveCount(1);
  await expect(queue(page)).toContainText("Anna");
  await expect(page.getByRole("link", { name: "Comments 1 waiting" })).toBeVisible();
  await accessible(page, "the queue of comments");
  expect(await other.comments(made)).toEqual([]);

  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: `#${made.number} Export as CSV` })).toBeFocused();
  await page.keyboard.press("a");
  await expect(page.getByText("1 comment approved.")).toBeVisible();
  await expect(page.getByText("Nothing waits")).toBeVisible();
  expect(await other.comments(made)).toMatchObject([{ name: "Anna", official: false }]);
  await page.keyboard.press("z");
  await expect(page.getByText("1 comment hidden.")).toBeVisible();
  expect(await other.comments(made)).toEqual([]);

  await page.getByRole("link", { name: "Hidden", exact: true }).click();
  await expect(queue(page)).toHaveCount(1);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/triage/${made.id}`));
  await expect(pane(page).getByText("Hidden from visitors")).toBeVisible();
  await pane(page).getByRole("button", { name: "Show", exact: true }).click();
  await expect(pane(page).getByText("Hidden from visitors")).toBeHidden();
  expect(await other.comments(made)).toHaveLength(1);
  watched.clean();
});

test("several comments are hidden at once, and what waited is not shown by taking that back", async ({
  page,
  server,
  team,
  project,
}) => {
  await set(team, project, { approve_comments: true });
  const made = await suggest(team, project, "Export as CSV");
  const anna = await caller(server, team, project);
  for (const text of ["one", "two", "three"]) await anna.comment(made, text);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/comments`);
  await expect(queue(page)).toHaveCount(3);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("2 selected")).toBeVisible();
  await accessible(page, "selected comments");
  await page.keyboard.press("h");
  await expect(page.getByText("2 comments hidden.")).toBeVisible();
  await expect(queue(page)).toHaveCount(1);
  await expect(queue(page)).toContainText("one");
  // The focus goes on to what is left, so that the next key means that.
  await expect(queue(page).getByRole("link", { name: /Export as CSV/ })).toBeFocused();
  await page.keyboard.press("z");
  await expect(page.getByText("Nothing to undo.")).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByText("Nothing waits")).toBeVisible();
  await page.getByRole("link", { name: "Hidden", exact: true }).click();
  await expect(queue(page)).toHaveCount(2);
  const read = await (await caller(server, team, project)).comments(made);
  expect(read).toHaveLength(1);
});

test("the team replies under a comment, and changes that", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await suggest(team, project, "Export as CSV");
  const anna = await caller(server, team, project);
  const other = await caller(server, team, project);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
  await page.getByRole("tab", { name: /^Comments/ }).click();
  await expect(pane(page).getByText("No comments yet.")).toBeVisible();
  await anna.comment(made, "How many columns?", { name: "Anna" });
  await expect(pane(page).getByText("How many columns?")).toBeVisible();
  await expect(page.getByRole("tab", { name: "Comments 1" })).toBeVisible();

  await pane(page).getByRole("button", { name: "Reply to Anna" }).click();
  const reply = pane(page).getByRole("form", { name: "Public reply to Anna" });
  await expect(reply.getByText(/every visitor who sees this request can read it/)).toBeVisible();
  await page.keyboard.type("All that are **shown**.");
  // Escape closes the form; what was typed is there again.
  await page.keyboard.press("Escape");
  await expect(reply).toBeHidden();
  await pane(page).getByRole("button", { name: "Reply to Anna" }).click();
  await expect(reply.getByRole("textbox")).toHaveValue("All that are **shown**.");
  await page.keyboard.press("Control+Enter");
  await expect(pane(page).locator("strong", { hasText: "shown" })).toBeVisible();
  await expect(reply).toBeHidden();
  const seen = await other.comments(made);
  expect(seen).toMatchObject([{ name: "Anna", replies: [{ official: true, name: null }] }]);
  expect(JSON.stringify(seen)).not.toContain("Pia");

  await pane(page).getByRole("button", { name: "Edit this comment" }).click();
  await accessible(page, "the comments on a request, one being changed");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("All of them.");
  await page.keyboard.press("Control+Enter");
  await expect(pane(page).getByText("All of them.")).toBeVisible();
  watched.clean();
});

test("the team hides a comment, closes the comments, and deletes one", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await suggest(team, project, "Export as CSV");
  const anna = await caller(server, team, project);
  const other = await caller(server, team, project);
  await anna.comment(made, "How many columns?", { name: "Anna" });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all&tab=comments`);
  await pane(page).getByRole("button", { name: "Hide", exact: true }).click();
  await expect(pane(page).getByText("Hidden from visitors")).toBeVisible();
  expect(await other.comments(made)).toEqual([]);
  await pane(page).getByRole("button", { name: "Show", exact: true }).click();
  await expect(pane(page).getByText("Hidden from visitors")).toBeHidden();

  await pane(page).getByRole("button", { name: "Close comments" }).click();
  await expect(pane(page).getByText(/^Comments are closed for visitors/)).toBeVisible();
  const refused = await other.send("POST", `requests/${made.id}/comments`, { body: "Me too" });
  expect(refused.status).toBe(409);
  await pane(page).getByRole("button", { name: "Open comments" }).click();
  await expect(pane(page).getByRole("button", { name: "Close comments" })).toBeVisible();

  await pane(page).getByRole("textbox", { name: "Comment as the team" }).fill("We begin in May.");
  await pane(page).getByRole("button", { name: "Publish comment" }).click();
  await expect(page.getByRole("tab", { name: "Comments 2" })).toBeVisible();
  await pane(page).getByRole("button", { name: "Delete", exact: true }).first().click();
  const asked = page.getByRole("dialog", { name: "Delete this comment?" });
  await accessible(page, "the question before a comment is deleted");
  await asked.getByRole("button", { name: "Delete" }).click();
  await expect(pane(page).getByText("We begin in May.")).toBeHidden();
  await expect.poll(() => request(team, project, made)).toMatchObject({ comments: 1 });
  watched.clean();
});

test("hostile Markdown is text in the queue and in the pane", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await set(team, project, { approve_comments: true });
  const made = await suggest(team, project, "Export as CSV");
  const anna = await caller(server, team, project);
  const hostile = [
    "<img src=x onerror=alert(1)><script>alert(2)</script><iframe srcdoc='<b>x'></iframe>",
    "[a](javascript:alert(3)) [b](data:text/html,x) [c](vbscript:x) ![d](https://evil.example/d.png)",
    "<a href='https://evil.example/'>e</a> [fine](https://fine.example/ \"title\")",
    `${"> ".repeat(200)}deep`,
    `${"\u202e"}reversed ${"w".repeat(3000)}`,
  ].join("\n\n");
  await anna.comment(made, hostile, { name: "<b>Anna</b>" });
  await login(page, server.origin, team);
  const sites: string[] = [];
  page.on("request", (sent) => sites.push(new URL(sent.url()).origin));
  for (const place of ["comments", `triage/${made.id}?view=all&tab=comments`]) {
    await page.goto(`${server.origin}/app/p/${project.id}/${place}`);
    const comment = page.getByRole("article").filter({ hasText: "<b>Anna</b>" }).last();
    await expect(comment).toBeVisible();
    await expect(comment).toContainText("<script>alert(2)</script>");
    await expect(comment.locator("img, script, iframe, b, [onerror]")).toHaveCount(0);
    // A picture is a link, which nobody loads, and a written address is one, too.
    const links = await comment
      .locator(".said a")
      .evaluateAll((all) => (all as HTMLAnchorElement[]).map(({ href, rel, target }) => [href, rel, target]));
    expect(links).toEqual(
      ["https://evil.example/d.png", "https://evil.example/", "https://fine.example/"].map((href) => [
        href,
        "nofollow ugc noopener",
        "_blank",
      ]),
    );
    // A word without an end makes nothing wider than the page.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  expect([...new Set(sites)]).toEqual([server.origin]);
  watched.clean();
});

test("a reply to a report reaches the visitor who sent it, and nobody where there is none", async ({
  page,
  server,
  team,
  project,
}) => {
  const anna = await caller(server, team, project);
  await anna.send("POST", "reports", {
    title: "It broke",
    screen: { route: "/invoices/42", title: "Invoice" },
    steps: [{ at_ms: 0, kind: "navigate", sentence: "Opened /invoices/42", url: "/invoices/42" }],
    environment: {
      url: "/invoices/42",
      user_agent: "Test/1.0",
      language: "en",
      viewport: { width: 1280, height: 720 },
    },
    receipt: { version: "1", purposes: ["text"], shown_sha256: "a".repeat(64) },
  });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/reports`);
  await page.getByText("It broke", { exact: true }).click();
  const field = pane(page).getByRole("textbox", { name: "Reply to the visitor" });
  await field.fill("Thank you, it is *found*.");
  await accessible(page, "a reply to a report");
  await page.keyboard.press("Control+Enter");
  await expect(pane(page).locator("em", { hasText: "found" })).toBeVisible();
  await expect(field).toHaveValue("");
  const mine = JSON.stringify((await anna.send("GET", "me")).body);
  expect(mine).toContain("found");
  expect(mine).not.toContain("Pia");

  const visitors = await team.client.request<{ items: { id: string }[] }>("GET", path(project, "/visitors"));
  await team.client.request("DELETE", path(project, `/visitors/${visitors.data.items[0]?.id}`));
  await field.fill("Are you still there?");
  await page.keyboard.press("Control+Enter");
  await expect(pane(page).getByRole("alert")).toContainText("the visitor who reported it was anonymised");
  await expect(field).toHaveValue("Are you still there?");
});

test("the settings of comments and news are kept, and no number is refused by its field", async ({
  page,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/comments`);
  await page.getByRole("checkbox", { name: /only when your team approved them/ }).check();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.getByRole("textbox", { name: "“No” answers" }).fill("many");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Enter a whole number.")).toBeVisible();
  await accessible(page, "the settings of comments and news");
  await page.getByRole("textbox", { name: "“No” answers" }).fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("textbox", { name: "“No” answers" })).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("textbox", { name: "“No” answers" }).fill("7");
  await page.getByRole("textbox", { name: "Share of “No”, in percent" }).fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  // While it is being saved the button has another name.
  await expect
    .poll(async () => (await team.client.request("GET", path(project))).data)
    .toMatchObject({ approve_comments: true, reopen_answers: 7, reopen_percent: 0 });
  await expect(page.getByRole("button", { name: "Save" })).toBeHidden();
});

test("a shipped request shows what is missing, and why it was reopened", async ({
  page,
  server,
  team,
  project,
}) => {
  await set(team, project, { reopen_answers: 1, reopen_percent: 0 });
  const made = await suggest(team, project, "Export as CSV");
  const anna = await caller(server, team, project);
  await anna.send("PUT", `requests/${made.id}/vote`, {});
  await decide(team, project, made, { status: "shipped", reason_code: "done", reason: "It is there." });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
  await expect(pane(page).getByText("It is there.")).toBeVisible();
  await expect(pane(page).getByRole("heading", { name: "Is it solved?" })).toBeHidden();
  const said = await anna.send("PUT", `requests/${made.id}/solved`, {
    answer: "no",
    reason: "The <b>cents</b> are missing.",
  });
  expect(said.status, JSON.stringify(said.body)).toBe(200);
  await expect(pane(page).getByRole("heading", { name: "Is it solved?" })).toBeVisible();
  await expect(pane(page).getByText("The <b>cents</b> are missing.").first()).toBeVisible();
  await expect(pane(page).locator(".decisions > li")).toHaveCount(2);
  await expect(pane(page).locator(".decisions > li").first()).toContainText("Yousaid");
  await accessible(page, "a request that was reopened");
});

test("requests are sorted by how much they are discussed", async ({ page, server, team, project }) => {
  await suggest(team, project, "Quiet");
  const loud = await suggest(team, project, "Loud");
  await suggest(team, project, "Silent");
  await (await caller(server, team, project)).comment(loud, "Yes!");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await page.getByRole("radio", { name: "Most discussed" }).check();
  await expect(page).toHaveURL(/order=discussed/);
  await expect(page.getByRole("list", { name: "Requests" }).getByRole("listitem").first()).toContainText(
    "Loud",
  );
});
