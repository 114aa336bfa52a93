// Lists in the widget: pages are added once, and to their own list, whatever is clicked and however late they arrive.
// No waiting for time: responses are held back until the test releases them.
import type { Page } from "@playwright/test";
import { open, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { gate } from "./line.ts";
import { plain } from "./pages.ts";
import type { Project, Team } from "./team.ts";

/** Makes as many requests, named by number. */
async function fill(team: Team, project: Project, many: number): Promise<void> {
  for (let n = 1; n <= many; n++) {
    const path = `/v1/projects/${project.id}/requests` as string;
    await team.client.request("POST", path, { body: { kind: "feature", title: `Wish ${n}`, body: "" } });
  }
}

/** The titles shown, in their order. */
const titles = (page: Page) => page.locator("yousaid-panel .rows .title").allTextContents();

/** Addresses of the list's requests so far. */
function asked(page: Page): URL[] {
  const seen: URL[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/\/p\/[^/]+\/requests$/.test(url.pathname)) seen.push(url);
  });
  return seen;
}

test("Show more pressed many times loads each page once", async ({ page, bare, team, project, watched }) => {
  await fill(team, project, 45);
  const site = await bare(plain("<main><h1>List</h1></main>"));
  await page.goto(site.origin);
  await recorded(page);
  const seen = asked(page);
  const dialog = await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(20);
  const before = seen.length;
  const late = gate();
  await page.route(/cursor=/, async (route) => {
    await late.opened;
    await route.continue();
  });
  // Twice before anything can be drawn, and once by the keyboard when it was.
  await dialog.getByRole("button", { name: "Show more" }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await dialog.getByRole("button", { name: "Loading" }).press("Enter");
  late.open();
  await expect(dialog.getByRole("listitem")).toHaveCount(40);
  expect(new Set(await titles(page)).size).toBe(40);
  expect(seen.length - before).toBe(1);
  await dialog.getByRole("button", { name: "Show more" }).press("Enter");
  await expect(dialog.getByRole("listitem")).toHaveCount(45);
  expect(new Set(await titles(page)).size).toBe(45);
  // The button is gone, and the keyboard goes on where it was.
  await expect(dialog.getByRole("listitem").nth(39).getByRole("button").last()).toBeFocused();
  watched.clean();
});

test("a late page of the list before is not added to a search", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  await fill(team, project, 45);
  const site = await bare(plain("<main><h1>List</h1></main>"));
  await page.goto(site.origin);
  const dialog = await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(20);
  const late = gate();
  const arrived = gate();
  await page.route(/cursor=/, async (route) => {
    const response = await route.fetch();
    await late.opened;
    await route.fulfill({ response }).catch(() => {});
    arrived.open();
  });
  await dialog.getByRole("button", { name: "Show more" }).click();
  const pressed = gate();
  await page.route(/[?&]q=/, async (route) => {
    await pressed.opened;
    await route.continue();
  });
  const sent = page.waitForRequest(/[?&]q=/);
  await dialog.getByRole("searchbox").fill("Wish 7");
  // Pressed once more before the search is sent, and while it is on its way.
  await dialog.getByRole("button", { name: /Show more|Loading/ }).click();
  await sent;
  await dialog.getByRole("button", { name: /Show more|Loading/ }).click();
  pressed.open();
  await expect(dialog.getByRole("listitem").first()).toContainText("Wish 7");
  const found = await titles(page);
  late.open();
  await arrived.opened;
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  expect(await titles(page)).toEqual(found);
  watched.clean();
});

test("a request that moves to the next page while it loads stands once", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  await fill(team, project, 25);
  const site = await bare(plain("<main><h1>List</h1></main>"));
  await page.goto(site.origin);
  const dialog = await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(20);
  const last = (await titles(page)).at(-1);
  // The server's next page begins with what was the last of this one.
  await page.route(/cursor=/, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    const first = await page.evaluate(
      async (url) => (await (await fetch(url)).json()).items,
      route
        .request()
        .url()
        .replace(/&?cursor=[^&]*/, ""),
    );
    await route.fulfill({ response, json: { ...body, items: [first.at(-1), ...body.items] } });
  });
  await dialog.getByRole("button", { name: "Show more" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(25);
  const shown = await titles(page);
  expect(shown.filter((title) => title === last)).toHaveLength(1);
  expect(shown[19]).toBe(last);
  watched.clean();
});

test("a next page that fails to load is reported beside its button, and loads with the next click", async ({
  page,
  bare,
  team,
  project,
}) => {
  await fill(team, project, 25);
  const site = await bare(plain("<main><h1>List</h1></main>"));
  await page.goto(site.origin);
  const dialog = await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(20);
  await page.route(/cursor=/, (route) => route.abort(), { times: 1 });
  await dialog.getByRole("button", { name: "Show more" }).click();
  await expect(dialog.getByRole("alert")).toBeInViewport();
  await expect(dialog.getByRole("listitem")).toHaveCount(20);
  await dialog.getByRole("button", { name: "Show more" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(25);
  await expect(dialog.getByRole("alert")).toHaveCount(0);
});

test("a vote that was taken back in another tab is shown so by the next list, and Yours reads again what has arrived", async ({
  page,
  context,
  bare,
  team,
  project,
}) => {
  await fill(team, project, 1);
  const site = await bare(plain("<main><h1>List</h1></main>"));
  await page.goto(site.origin);
  const dialog = await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  await dialog.getByRole("button", { name: /^Vote for “Wish 1”/ }).click();
  await expect(dialog.getByRole("button", { name: "Remove your vote for “Wish 1”" })).toBeVisible();
  const other = await context.newPage();
  await other.goto(site.origin);
  const there = await open(other, "Yours");
  await there.getByRole("button", { name: "Remove your vote for “Wish 1”" }).click();
  await expect(there.getByText("Your vote for “Wish 1” was removed.")).toHaveCount(1);
  await other.waitForLoadState("networkidle");
  await open(page, "Suggest");
  await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  await expect(dialog.getByRole("button", { name: /^Vote for “Wish 1”/ })).toBeVisible();
});
