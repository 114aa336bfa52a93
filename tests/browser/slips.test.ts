// What goes wrong when somebody types fast, stops half-way, or loses the line in the triage: no text, key or decision is lost.
// What was done is read from the API.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { type Made, request, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

const path = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;
const row = (page: Page, made: Made) => page.locator(`[data-row="${made.id}"]`);
const reasonOf = async (team: Team, project: Project, made: Made) =>
  ((await request(team, project, made)).decisions as { reason: string }[])[0]?.reason;

/** Two prepared messages for declining. */
async function prepare(team: Team, project: Project): Promise<void> {
  for (const [name, body] of [
    ["Not us", "Other tools do this better."],
    ["Not now", "We look again in spring."],
  ])
    await team.client.request("POST", path(project, "templates"), {
      body: { name, status: "declined", reason_code: "not_now", body },
    });
}

test("a digit fills in a prepared message, and is the first of a text that goes on", async ({
  page,
  server,
  team,
  project,
}) => {
  await prepare(team, project);
  const [first, second, third] = [
    await suggest(team, project, "Export as dBase"),
    await suggest(team, project, "Play a sound"),
    await suggest(team, project, "Comic Sans"),
  ];
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
  const field = page.getByLabel("Message to voters");
  await row(page, third).focus();
  await page.keyboard.press("3");
  await page.keyboard.press("2");
  await expect(field).toHaveValue("We look again in spring.");
  await page.keyboard.press("Enter");
  await expect.poll(() => reasonOf(team, project, third)).toBe("We look again in spring.");
  await expect(row(page, second)).toBeFocused();
  await page.keyboard.press("3");
  await page.keyboard.type("2 weeks of work, and nobody needs it.");
  await expect(field).toHaveValue("2 weeks of work, and nobody needs it.");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => reasonOf(team, project, second)).toBe("2 weeks of work, and nobody needs it.");
  // Before the messages are there, too.
  await page.reload();
  let arrive = () => {};
  const asked = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route("**/templates", async (route) => {
    await asked;
    await route.continue();
  });
  await row(page, first).focus();
  await page.keyboard.press("3");
  await page.keyboard.type("1 customer asked");
  const read = page.waitForResponse("**/templates");
  arrive();
  await read;
  await expect(page.getByText("Not now")).toBeVisible();
  await expect(field).toHaveValue("1 customer asked");
  expect((await request(team, project, first)).status).toBe("new");
});

test("a message that was begun is still there after Escape, and after a refusal", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Export as dBase");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  const field = page.getByLabel("Message to voters");
  await row(page, made).focus();
  await page.keyboard.press("3");
  await page.keyboard.type("Nobody has dBase");
  // Hidden is also what has not opened yet.
  await expect(field).toHaveValue("Nobody has dBase");
  await page.keyboard.press("Escape");
  await expect(field).toBeHidden();
  await page.keyboard.press("3");
  await expect(field).toHaveValue("Nobody has dBase");
  await page.route("**/triage", (route) =>
    route.fulfill({
      status: 412,
      contentType: "application/problem+json",
      body: JSON.stringify({
        status: 412,
        code: "precondition_failed",
        title: "x",
        detail: "Someone changed it.",
      }),
    }),
  );
  await page.keyboard.type(" any more.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("1 request not changed").first()).toBeVisible();
  await page.unroute("**/triage");
  await row(page, made).focus();
  await page.keyboard.press("3");
  await expect(field).toHaveValue("Nobody has dBase any more.");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => reasonOf(team, project, made)).toBe("Nobody has dBase any more.");
});

test("what is typed straight after n is a note on the chosen row", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Invoices by post");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await row(page, made).focus();
  await page.keyboard.press("n");
  await page.keyboard.type("Called at noon");
  const field = page.getByRole("textbox", { name: "Add a note for your team" });
  await expect(field).toHaveValue("Called at noon");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(".note-list").getByText("Called at noon")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(row(page, made)).toBeFocused();
});

test("a person who is found is the one that asked, and the form keeps the focus", async ({
  page,
  server,
  team,
  project,
}) => {
  const seen = await suggest(team, project, "Print on A4");
  const nadia = await visitor(server, team, project, { name: "Nadia Lindqvist", email: "nadia@example.com" });
  await nadia.vote(seen);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await page.getByRole("button", { name: "New request" }).click();
  const dialog = page.getByRole("dialog", { name: "New request" });
  await dialog.getByLabel("Title").fill("Post codes of the Faroe Islands");
  await dialog.getByRole("combobox", { name: "Who asked for it" }).fill("nadia lind");
  await expect(dialog.getByRole("option", { name: /Nadia Lindqvist/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Nadia Lindqvist")).toBeVisible();
  await expect(dialog.getByRole("button", { name: /Nadia Lindqvist/ })).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  const known = await team.client.request<{ items: { name: string | null }[] }>(
    "GET",
    path(project, "visitors"),
  );
  expect(known.data.items.filter((one) => /nadia/i.test(one.name ?? ""))).toHaveLength(1);
});

test("a decision whose answer was lost is done once, and can be undone", async ({
  page,
  server,
  team,
  project,
}) => {
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, {
    body: { message_required: false },
  });
  const made = await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  let lost = 0;
  await page.route("**/triage", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.fallback();
    lost += 1;
    await route.fetch();
    await route.abort("connectionreset");
  });
  const again = page.waitForResponse((answer) => answer.url().endsWith("/triage") && answer.status() === 201);
  await row(page, made).focus();
  await page.keyboard.press("1");
  await expect(row(page, made)).toHaveCount(0);
  await expect.poll(async () => (await request(team, project, made)).status).toBe("planned");
  await again;
  await expect(page.getByText("not changed")).toHaveCount(0);
  await page.keyboard.press("z");
  await expect(row(page, made)).toBeVisible();
  await expect.poll(async () => (await request(team, project, made)).status).toBe("new");
});

test("what a colleague snoozes is marked, and what a colleague wakes is announced", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Dark mode");
  const other = await suggest(team, project, "Two-factor login");
  const act = async (action: object, on: Made) => {
    const { id, version } = (await request(team, project, on)) as { id: string; version: number };
    await team.client.request("POST", path(project, "triage"), {
      body: { action, requests: [{ id, version }] },
    });
  };
  await act({ type: "snooze", votes: 5 }, other);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(row(page, made)).toBeVisible();
  await act({ type: "snooze", votes: 5 }, made);
  await expect(page.locator("li.is-gone").filter({ has: row(page, made) })).toBeVisible({ timeout: 20_000 });
  await act({ type: "wake" }, other);
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible({ timeout: 20_000 });
});
