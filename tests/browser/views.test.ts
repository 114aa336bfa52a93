// Saved views of the triage: a product manager narrows the list, saves it, and shares it; a colleague opens the link, sees changes
// as they are made, and goes back through the steps. What is saved is read from the API.
import type { Browser, Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { suggest } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

type View = { id: string; name: string; version: number; shared: boolean };

const at = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;
const saved = async (team: Team, project: Project): Promise<View[]> =>
  (await team.client.request<{ items: View[] }>("GET", at(project, "views"))).data.items;

/** Features and problems, two of each. */
async function fill(team: Team, project: Project): Promise<void> {
  for (const title of ["Dark mode", "CSV export"]) await suggest(team, project, title);
  for (const title of ["Login fails", "PDF is empty"])
    await suggest(team, project, title, { kind: "problem" });
}

async function triage(page: Page, origin: string, team: Team, project: Project): Promise<void> {
  await login(page, origin, team);
  await page.goto(`${origin}/app/p/${project.id}/triage`);
  await expect(page.locator("[data-row]")).toHaveCount(4);
}

async function choose(page: Page, filter: string, value: string): Promise<void> {
  await page.getByRole("button", { name: /^Filters/ }).click();
  const list = page.locator("details", { has: page.locator("summary", { hasText: filter }) });
  if ((await list.getAttribute("open")) === null) await list.locator("summary").click();
  await list.getByLabel(value, { exact: true }).check();
  await page.keyboard.press("Escape");
}

async function save(page: Page, name: string, share: boolean): Promise<void> {
  await page.getByRole("button", { name: "Save view…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save view" });
  await dialog.getByLabel("Name").fill(name);
  if (share) await dialog.getByLabel("Share with the team").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
}

const nav = (page: Page) => page.getByRole("list", { name: "Saved views" });

/** A colleague in a browser of their own. */
async function colleague(browser: Browser, origin: string, team: Team, project: Project): Promise<Page> {
  const made = await team.client.request<{ link: string }>("POST", at(project, "invites"), {
    body: { email: "cora@example.com", role: "triager" },
  });
  const token = new URL(made.data.link).href.split("=").pop() ?? "";
  const page = await (await browser.newContext()).newPage();
  await page.request.post(`${origin}/v1/invites/accept`, {
    data: { token, name: "Cora", password: "a sentence that only Cora knows" },
    headers: { "yousaid-csrf": "1", origin },
  });
  return page;
}

test("a view is saved, opened by its link in a colleague's browser, changed there, and deleted", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  await fill(team, project);
  await triage(page, server.origin, team, project);
  await choose(page, "Kind", "Problem");
  await expect(page.locator("[data-row]")).toHaveCount(2);
  await accessible(page, "a narrowed triage");
  await save(page, "Problems first", true);
  await expect(page).toHaveURL(/kind=problem&saved=/);
  const link = nav(page).getByRole("link", { name: /Problems first/ });
  await expect(link).toHaveAttribute("aria-current", "true");
  await expect(link).toContainText("2");

  const other = await colleague(browser, server.origin, team, project);
  await other.goto(
    `${server.origin}/app/p/${project.id}/triage?saved=${(await saved(team, project))[0]?.id}`,
  );
  await expect(other).toHaveURL(/kind=problem/);
  await expect(other.locator("[data-row]")).toHaveCount(2);
  // Its number moves as requests arrive.
  await suggest(team, project, "Numbers are cut", { kind: "problem" });
  await expect(nav(other).getByRole("link", { name: /Problems first/ })).toContainText("3");
  await expect(link).toContainText("3");

  await choose(other, "Kind", "Feature");
  await expect(other.getByText("“Problems first” with changes")).toBeVisible();
  await other.getByRole("button", { name: "Discard changes" }).click();
  await expect(other.getByRole("button", { name: "Actions for the view “Problems first”" })).toBeVisible();
  // The navigation leads out of a view, and so does clearing its filters.
  await other.getByRole("link", { name: "Triage", exact: true }).click();
  await expect(other).toHaveURL(/triage$/);
  await nav(other)
    .getByRole("link", { name: /Problems first/ })
    .click();
  await other.getByRole("button", { name: "Clear filters" }).click();
  await expect(other).not.toHaveURL(/order=|kind=|saved=/);
  await nav(other)
    .getByRole("link", { name: /Problems first/ })
    .click();
  await choose(other, "Kind", "Feature");
  await expect(other.getByText("“Problems first” with changes")).toBeVisible();
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("button", { name: "Actions for the view “Problems first”" })).toBeVisible();
  await expect(link).toContainText("5");
  await accessible(other, "a view that was changed");

  await other.getByRole("button", { name: "Actions for the view “Problems first”" }).click();
  await other.getByRole("button", { name: "Rename…" }).click();
  await other.getByRole("textbox", { name: "Name" }).fill("Everything");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(nav(page).getByRole("link", { name: /Everything/ })).toBeVisible();

  await other.getByRole("button", { name: "Actions for the view “Everything”" }).click();
  await other.getByRole("button", { name: "Delete…" }).click();
  await other.getByRole("button", { name: "Delete view" }).click();
  await expect(nav(page)).toBeHidden();
  expect(await saved(team, project)).toEqual([]);
  await other.context().close();
});

test("Back and Forward step through the filters, and chips take them away", async ({
  page,
  server,
  team,
  project,
}) => {
  await fill(team, project);
  await triage(page, server.origin, team, project);
  await choose(page, "Kind", "Problem");
  await choose(page, "Assignee", "Nobody");
  await expect(page).toHaveURL(/kind=problem&assignee=none$/);
  await page.goBack();
  await expect(page).toHaveURL(/kind=problem$/);
  await page.goBack();
  await expect(page.locator("[data-row]")).toHaveCount(4);
  await page.goForward();
  await page.goForward();
  await expect(page.locator("[data-row]")).toHaveCount(2);
  await page.getByRole("button", { name: "Remove the filter Kind: Problem" }).click();
  await expect(page.locator("[data-row]")).toHaveCount(4);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/triage$/);
  await page.keyboard.press("/");
  await page.keyboard.type("csv");
  await expect(page).toHaveURL(/q=csv$/);
  await expect(page.locator("[data-row]")).toHaveCount(1);
});

test("views are moved up and down, and private ones are of one member", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  await fill(team, project);
  await triage(page, server.origin, team, project);
  for (const [name, kind] of [
    ["Mine", "Problem"],
    ["Theirs", "Feature"],
  ] as const) {
    await page.goto(`${server.origin}/app/p/${project.id}/triage`);
    await choose(page, "Kind", kind);
    await save(page, name, name === "Theirs");
    await expect(nav(page).getByRole("link", { name: new RegExp(name) })).toBeVisible();
  }
  const names = () => nav(page).getByRole("link").locator(".clip").allTextContents();
  expect(await names()).toEqual(["Mine", "Theirs"]);
  await page.getByRole("button", { name: "Actions for the view “Theirs”" }).click();
  await page.getByRole("button", { name: "Move up" }).click();
  await expect.poll(names).toEqual(["Theirs", "Mine"]);
  const other = await colleague(browser, server.origin, team, project);
  await other.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(nav(other).getByRole("link")).toHaveCount(1);
  await other.context().close();
});
