// Deleting and restoring: a product manager deletes requests from triage, a report and a whole project, and brings each back, by mouse
// and by keyboard; a colleague sees the row leave. What is there is read from the API.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import type { Server } from "./boot.ts";
import { suggest, visitor, wishes } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

const at = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;

/** The titles of what is there, or in the bin. */
async function titles(team: Team, project: Project, what: "requests" | "reports" | "bin"): Promise<string[]> {
  const { data } = await team.client.request<{ items: { title: string }[] }>("GET", at(project, what));
  return data.items.map(({ title }) => title).sort();
}

async function triage(page: Page, server: Server, team: Team, project: Project, rows: number): Promise<void> {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.locator("[data-row]")).toHaveCount(rows);
}

const row = (page: Page, title: string) => page.locator("[data-row]", { hasText: title });

test("a request is deleted from its pane, the next one opens, and the message restores it", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  await wishes(team, project, 3);
  await triage(page, server, team, project, 3);
  const other = await (await browser.newContext()).newPage();
  await triage(other, server, team, project, 3);
  await row(page, "Wish 2").click();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await accessible(page, "the menu of a request");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Delete #2 “Wish 2”?" });
  await expect(dialog).toContainText("You can restore all of it within 30 days");
  await accessible(page, "the question before a request is deleted");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "Wish 2")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 2, name: /^Wish [13]$/ })).toBeVisible();
  await expect(row(other, "Wish 2")).toHaveCount(0);
  expect(await titles(team, project, "bin")).toEqual(["Wish 2"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Wish 2" })).toBeVisible();
  await expect(page.locator("[data-row]")).toHaveCount(3);
  expect(await titles(team, project, "requests")).toEqual(["Wish 1", "Wish 2", "Wish 3"]);
  expect(await titles(team, project, "bin")).toEqual([]);
  await other.context().close();
});

test("by keyboard a request is deleted, and z restores it", async ({ page, server, team, project }) => {
  await wishes(team, project, 3);
  await triage(page, server, team, project, 3);
  await page.keyboard.press("j");
  await page.keyboard.press("#");
  const dialog = page.getByRole("dialog", { name: /^Delete #\d “Wish \d”\?$/ });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.locator("[data-row]")).toHaveCount(3);
  await page.keyboard.press("#");
  await dialog.getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.locator("[data-row]")).toHaveCount(2);
  await page.keyboard.press("z");
  await expect(page.locator("[data-row]")).toHaveCount(3);
  await expect.poll(() => titles(team, project, "bin")).toEqual([]);
});

test("a merged family says why it can't be deleted, and stays", async ({ page, server, team, project }) => {
  const [one, two] = await wishes(team, project, 2);
  await team.client.request("PUT", at(project, `requests/${two?.id}/merge`), {
    body: { into: one?.id },
    headers: { "if-match": '"1"' },
  });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${one?.id}`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Delete #1 “Wish 1”?" });
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(dialog).toContainText("Undo the merges first.");
  expect(await titles(team, project, "bin")).toEqual([]);
});

test("a report is deleted from its page, listed in the bin, and restored from there", async ({
  page,
  server,
  team,
  project,
}) => {
  const sender = await visitor(server, team, project);
  await sender.report("The PDF is empty");
  await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/reports`);
  await row(page, "The PDF is empty").click();
  await page.getByRole("button", { name: "Delete report" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete report #1 “The PDF is empty”?" });
  await accessible(page, "the question before a report is deleted");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Deleted #1 “The PDF is empty”.")).toBeVisible();
  await expect(row(page, "The PDF is empty")).toHaveCount(0);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/bin`);
  const line = page.getByRole("listitem").filter({ hasText: "The PDF is empty" });
  await expect(line).toContainText("Deleted by Pia Mager");
  await expect(line).toContainText("Gone for good on");
  await accessible(page, "the bin");
  await line.getByRole("button", { name: "Restore #1 “The PDF is empty”" }).click();
  await expect(line).toHaveCount(0);
  await expect(page.getByText("The bin is empty.")).toBeVisible();
  await accessible(page, "the empty bin");
  expect(await titles(team, project, "reports")).toEqual(["The PDF is empty"]);
});

test("a project is deleted only by its name, and restored from the account page", async ({
  page,
  server,
  team,
  project,
}) => {
  await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/project`);
  await page.getByRole("button", { name: "Delete project…" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${project.name}?` });
  await dialog.getByLabel(`Type “${project.name}” to confirm`).fill("Something else");
  await dialog.getByRole("button", { name: "Delete project" }).click();
  await expect(dialog).toContainText("This is not the name of the project.");
  await accessible(page, "the question before a project is deleted");
  await dialog.getByLabel(`Type “${project.name}” to confirm`).fill(project.name);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(new RegExp(project.id));
  const config = `${server.origin}/v1/p/${project.widget_key}/config`;
  expect((await page.request.get(config)).status()).toBe(404);
  await page.goto(`${server.origin}/app/account`);
  await accessible(page, "the account page with a deleted project");
  await page.getByRole("button", { name: `Restore ${project.name}` }).click();
  await expect(page).toHaveURL(new RegExp(`/app/p/${project.id}/overview`));
  expect((await page.request.get(config)).status()).toBe(200);
  expect(await titles(team, project, "requests")).toEqual(["Dark mode"]);
});
