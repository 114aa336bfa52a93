// The pane of an open request: merging, notes, splitting, its status, and making one of a report.
// What was done is read from the API.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { type Made, request, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

type Start = { page: Page; server: { origin: string }; team: Team; project: Project };

const path = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;

/** Opens a request in the view of all. */
async function show({ page, server, team, project }: Start, made: Made): Promise<void> {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
  await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
}

const pane = (page: Page) => page.locator(".split-detail");
const part = (page: Page, name: string) =>
  pane(page)
    .locator("section")
    .filter({ has: page.getByRole("heading", { level: 3, name }) });

test("a duplicate is merged in the direction that the button says, and taken out again", async ({
  page,
  server,
  team,
  project,
}) => {
  const stays = await suggest(team, project, "Dark mode for the whole app");
  const goes = await suggest(team, project, "A dark mode for the app");
  const anna = await visitor(server, team, project, { name: "Anna", email: "anna@example.com" });
  await anna.vote(stays);
  await anna.vote(goes);
  await (await visitor(server, team, project)).vote(goes);
  await show({ page, server, team, project }, stays);

  const duplicates = part(page, "Duplicates");
  await expect(duplicates.getByText(/\d+% alike/)).toBeVisible();
  await duplicates.getByRole("button", { name: `Merge with #${goes.number}…` }).click();
  const here = duplicates.getByRole("button", { name: /^Merge into this one/ });
  await expect(here).toContainText("“Dark mode for the whole app” stays, up to 3 voters");
  await expect(duplicates.getByRole("button", { name: `Merge this one into #${goes.number}` })).toContainText(
    "“A dark mode for the app” stays",
  );
  await here.click();
  const family = part(page, "Merged into this one: 1 request");
  await expect(family.getByText("2 votes")).toBeVisible();
  expect(await request(team, project, goes)).toMatchObject({ status: "merged" });
  expect(await request(team, project, stays)).toMatchObject({ votes: 2 });
  await accessible(page, "a request that another one was merged into");

  await family.getByRole("button", { name: `Take out #${goes.number}` }).click();
  await expect(family).toBeHidden();
  expect(await request(team, project, goes)).toMatchObject({ status: "new", votes: 2 });
  expect(await request(team, project, stays)).toMatchObject({ votes: 1 });
});

test("a merged request says where it went, and comes back by a button", async ({
  page,
  server,
  team,
  project,
}) => {
  const into = await suggest(team, project, "Export as CSV");
  const made = await suggest(team, project, "Download a spreadsheet");
  await show({ page, server, team, project }, made);
  const duplicates = part(page, "Duplicates");
  await duplicates.getByLabel("Find another request by words or #number").fill("CSV");
  await duplicates.getByRole("button", { name: `Merge with #${into.number}…` }).click();
  await duplicates.getByRole("button", { name: `Merge this one into #${into.number}` }).click();
  const banner = page.locator(".merged-banner");
  await expect(banner.getByRole("link", { name: "Export as CSV" })).toBeVisible();
  await accessible(page, "a merged request");
  await banner.getByRole("button", { name: "Undo merge" }).click();
  await expect(banner).toBeHidden();
  expect(await request(team, project, made)).toMatchObject({ status: "new", merged_into: null });
});

test("what is not a duplicate is not proposed again, until that is taken back", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Search in the archive");
  const other = await suggest(team, project, "Search the archive by date");
  await show({ page, server, team, project }, made);
  const duplicates = part(page, "Duplicates");
  const link = duplicates.getByRole("link", { name: "Search the archive by date" });
  await duplicates.getByRole("button", { name: `#${other.number} is not a duplicate` }).click();
  await expect(duplicates.getByText("No likely duplicates.")).toBeVisible();
  const similar = path(project, `requests/${other.id}/similar`);
  const proposed = async () => (await team.client.request<{ items: unknown[] }>("GET", similar)).data.items;
  await expect.poll(proposed).toHaveLength(0);
  await page.reload();
  await expect(duplicates.getByText("No likely duplicates.")).toBeVisible();
  await duplicates.getByLabel("Find another request").fill("by date");
  await expect(link).toBeVisible();
  await duplicates.getByLabel("Find another request").fill("");
  await duplicates.getByLabel("Find another request").press("Enter");
  await expect(duplicates.getByText("No likely duplicates.")).toBeVisible();
});

test("saying that something is no duplicate can be undone", async ({ page, server, team, project }) => {
  const made = await suggest(team, project, "Search in the archive");
  const other = await suggest(team, project, "Search the archive by date");
  await show({ page, server, team, project }, made);
  await page.getByRole("button", { name: `#${other.number} is not a duplicate` }).click();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(
    part(page, "Duplicates").getByRole("link", { name: "Search the archive by date" }),
  ).toBeVisible();
});

test("a note is read by the team and never by a visitor", async ({ page, server, team, project }) => {
  const made = await suggest(team, project, "Invoices by post");
  await visitor(server, team, project);
  await show({ page, server, team, project }, made);
  await page.keyboard.press("n");
  await page.keyboard.type("Their contract ends in May.");
  await page.keyboard.press("Control+Enter");
  const notes = part(page, "Notes");
  await expect(notes.getByText("Only your team sees this")).toBeVisible();
  await expect(notes.getByRole("listitem")).toContainText("Their contract ends in May.");
  const seen = await fetch(`${server.origin}/v1/p/${project.widget_key}/requests?order=new`, {
    headers: { origin: "https://kontor.example" },
  });
  const text = await seen.text();
  expect(text).toContain("Invoices by post");
  expect(text).not.toContain("contract");
  await notes.getByRole("button", { name: "Delete this note" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(notes.getByRole("listitem")).toHaveCount(0);
});

test("a report becomes a request that it is linked to, with its steps a click away", async ({
  page,
  server,
  team,
  project,
}) => {
  await (await visitor(server, team, project)).report("The total is wrong");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/reports`);
  await page.getByRole("link", { name: /The total is wrong/ }).click();
  await page.getByRole("button", { name: "Make a request of this report" }).click();
  const dialog = page.getByRole("dialog", { name: /New request from report/ });
  await expect(dialog.getByLabel("Title")).toHaveValue("The total is wrong");
  await dialog.getByLabel("Title").fill("Totals are rounded wrongly");
  await dialog.getByRole("button", { name: "Create request" }).click();
  await page.getByRole("link", { name: /Totals are rounded wrongly/ }).click();
  const reports = part(page, "Linked reports");
  await reports.getByText("1 step").click();
  await expect(reports.getByText("Opened /invoices/42")).toBeVisible();
});

test("a request that asks for two things is split, and its votes are copied where they should", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Dark mode and larger text");
  await (await visitor(server, team, project)).vote(made);
  await show({ page, server, team, project }, made);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Split into two" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title of the second request").fill("Larger text");
  await dialog.getByLabel("Copy its 1 vote").check();
  await accessible(page, "splitting a request");
  await dialog.getByRole("button", { name: "Split", exact: true }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Larger text" })).toBeVisible();
  expect(await request(team, project, made)).toMatchObject({ title: "Dark mode and larger text", votes: 1 });
});

test("a status is set by its key from the menu, and the decision is taken back", async ({
  page,
  server,
  team,
  project,
}) => {
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, {
    body: { message_required: false },
  });
  const made = await suggest(team, project, "QR codes on invoices");
  await show({ page, server, team, project }, made);
  await page.getByRole("button", { name: "Change status: New" }).click();
  await accessible(page, "the menu of statuses");
  await page.keyboard.press("5");
  await expect(page.getByRole("button", { name: "Change status: In progress" })).toBeVisible();
  await page.getByRole("button", { name: /^Take back/ }).click();
  await expect(page.getByText("Taken back by Pia Mager")).toBeVisible();
  expect(await request(team, project, made)).toMatchObject({ status: "new" });
});
