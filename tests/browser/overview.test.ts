// The overview of a project: empty at first, then what needs a decision with links to where that is done, live, by keyboard and on paper.
// What each number counts is tested over HTTP.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { decide, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";

test("a new project's overview is the first page, and says the next step", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}`);
  await expect(page).toHaveURL(new RegExp(`/app/p/${project.id}/overview$`));
  await expect(page.getByText("Nothing has come in yet")).toBeVisible();
  await accessible(page, "empty overview");
  const first = page.getByRole("navigation", { name: "Project" }).getByRole("link").first();
  await expect(first).toHaveText("Overview");
  await expect(first).toHaveAttribute("aria-current", "page");
  await page.getByRole("link", { name: "Install the widget" }).click();
  await expect(page).toHaveURL(/settings\/install$/);
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page).toHaveURL(/overview$/);
  watched.clean();
});

test("what needs a decision leads to where it is decided, and charts have tables", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const dark = await suggest(team, project, "Dark mode");
  const shipped = await suggest(team, project, "Export as CSV");
  const someone = await visitor(server, team, project);
  await someone.vote(dark);
  await someone.report("The PDF is empty");
  await someone.answer({ route: "/invoices/42" }, true, "");
  await (await visitor(server, team, project)).vote(dark);
  await decide(team, project, shipped, { status: "shipped", reason_code: "done", reason: "It is there." });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/overview`);
  const today = page.getByRole("region", { name: "Overview" });
  await expect(today.getByRole("heading", { name: "Needs a decision today" })).toBeVisible();
  await expect(today.getByRole("heading", { name: "Reports without a request 1" })).toBeVisible();
  await expect(today.getByText("+2")).toBeVisible();
  await expect(today.getByText("0 → 2 votes in 7 days")).toBeVisible();
  await expect(today.getByText("Fewer than 5 were measured", { exact: false })).toBeVisible();
  await expect(today.getByText("1 of 1 answer in 8 weeks say yes")).toBeVisible();
  await accessible(page, "overview");
  for (const summary of await today.getByText("Show as a table").all()) await summary.click();
  await expect(today.getByRole("columnheader", { name: "Week from (UTC)" })).toBeVisible();
  await accessible(page, "overview with tables");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "overview on a narrow screen");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider).toBe(false);

  await page.setViewportSize({ width: 1280, height: 800 });
  await today.getByRole("link", { name: "The PDF is empty" }).click();
  await expect(page).toHaveURL(/\/reports\/.+linked=false/);
  await page.goBack();
  const link = today.getByRole("link", { name: "Dark mode" }).first();
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/triage/${dark.id}`));
  watched.clean();
});

test("numbers move at once, and rows wait until they are asked for", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const dark = await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  const stream = page.waitForResponse((answer) => answer.url().includes("/events"));
  await page.goto(`${server.origin}/app/p/${project.id}/overview`);
  await expect(page.getByRole("heading", { name: "New requests 1" })).toBeVisible();
  expect((await stream).status()).toBe(200);
  await (await visitor(server, team, project)).vote(dark);
  await expect(page.getByText("1 vote in 14 days").first()).toBeVisible();
  await suggest(team, project, "Light mode");
  const chip = page.getByRole("button", { name: "Updated, show" });
  await expect(chip).toBeVisible();
  await expect(page.getByRole("heading", { name: "New requests 2" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Light mode" })).toHaveCount(0);
  await accessible(page, "overview with news");
  await chip.press("Enter");
  await expect(page.getByRole("link", { name: "Light mode" }).first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeFocused();
  watched.clean();
});

test("on paper there is no navigation, and the tables are there", async ({ page, server, team, project }) => {
  await suggest(team, project, "Dark mode");
  const someone = await visitor(server, team, project);
  await someone.answer({ route: "/invoices/42" }, false, "");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/overview`);
  await expect(page.getByRole("heading", { name: "Week by week" })).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("navigation", { name: "Project" })).toBeHidden();
  await expect(page.getByText(/^Atelier Nord, printed/)).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Week from (UTC)" })).toBeVisible();
  const ink = await page
    .getByRole("link", { name: "Dark mode" })
    .first()
    .evaluate((link) => getComputedStyle(link).color);
  expect(ink).toBe("rgb(0, 0, 0)");
});

test("where it cannot be read it says so, and tries again", async ({ page, server, team, project }) => {
  await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  const path = `**/v1/projects/${project.id}/overview`;
  await page.route(path, (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"code":"internal"}' }),
  );
  await page.goto(`${server.origin}/app/p/${project.id}/overview`);
  const again = page.getByRole("main").getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  await page.unroute(path);
  await again.click();
  await expect(page.getByRole("heading", { name: "Needs a decision today" })).toBeVisible();
});
