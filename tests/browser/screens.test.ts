// Screens in the dashboard: the weeks of one, with the table behind the chart, and the picture of many.
// What each number counts is tested over HTTP.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";

const orders = { route: "/orders/:id", title: "Order" };

test("a screen shows its weeks as a chart with a table, and the reasons of a period", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await (await visitor(server, team, project)).answer(orders, true, "Nice");
  await (await visitor(server, team, project)).answer(orders, false, "Where is the total?");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens`);
  await page.getByRole("link", { name: "/orders/:id" }).click();
  const detail = page.getByRole("region", { name: "Details" });
  await expect(detail.getByRole("heading", { name: "By week" })).toBeVisible();
  await expect(
    detail.getByRole("img", { name: "Helpful share of 1 week with answers, 2 answers in total" }),
  ).toBeVisible();
  await detail.getByText("Show as a table").click();
  const newest = detail.getByRole("table").filter({ hasText: "Week from (UTC)" }).getByRole("row").nth(1);
  await expect(newest.getByRole("cell")).toHaveText(["1", "1", "2", "9–91%"]);
  await detail.getByLabel("Period of the reasons").selectOption({ label: "Last 30 days" });
  await expect(detail.getByText("No reasons given in this period.")).toBeVisible();
  await accessible(page, "a screen by week");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "a screen by week on a narrow screen");
  watched.clean();
});

test("the picture of screens by week is a table that says what its colours mean", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens`);
  await page.getByRole("link", { name: "Week by week" }).click();
  await expect(page.getByText("No answers in the last 12 weeks")).toBeVisible();
  await accessible(page, "an empty picture");
  await (await visitor(server, team, project)).answer(orders, false, "Where is the total?");
  await (await visitor(server, team, project)).answer({ route: "/help" }, true, "Good");
  await page.reload();
  const row = page.getByRole("row").filter({ hasText: "/orders/:id" });
  await expect(row.getByRole("cell").last()).toContainText("1 of 1 answer “No”, between 21% and 100%");
  await expect(page.getByRole("region", { name: "Colours" })).toContainText("50% or more");
  await accessible(page, "the picture by No");
  await page.getByRole("radio", { name: "All answers" }).check();
  await expect(page).toHaveURL(/show=answers/);
  await expect(row.getByRole("cell").last()).toHaveText("11 answer");
  await accessible(page, "the picture by answers");
  await page.emulateMedia({ forcedColors: "active" });
  await page.screenshot({ path: "../artefacts/pictures/screens-forced.png" });
  await page.emulateMedia({ forcedColors: null });
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "the picture on a narrow screen");
  await row.getByRole("link", { name: "/orders/:id" }).click();
  await expect(page.getByRole("heading", { name: "By week" })).toBeVisible();
  watched.clean();
});

test("a screen is renamed, and merged into another one after a look at what moves", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const both = await visitor(server, team, project);
  await both.answer({ route: "/orders" }, false, "Where is the total?");
  await both.answer(orders, true, "There it is");
  await (await visitor(server, team, project)).answer({ route: "/orders" }, false, "Where?");
  await both.vote(await suggest(team, project, "Show the total"));
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens?order=route`);
  await page.getByRole("link", { name: "/orders", exact: true }).click();
  const detail = page.getByRole("region", { name: "Details" });
  await detail.getByRole("button", { name: "Rename" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("All orders");
  await accessible(page, "renaming a screen");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(detail.getByText("All orders")).toBeVisible();
  await detail.getByRole("button", { name: "Merge" }).click();
  await dialog.getByLabel("Merge into").selectOption("/orders/:id");
  await expect(dialog.getByText("2 answers")).toBeVisible();
  await expect(dialog.getByText("1 visitor answered on both screens")).toBeVisible();
  await accessible(page, "merging a screen");
  await dialog.getByRole("button", { name: "Merge" }).click();
  await expect(detail.getByRole("heading", { name: "/orders/:id" })).toBeVisible();
  await expect(detail.getByText("Also counts here")).toBeVisible();
  await expect(detail.getByText("2 answers", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "/orders", exact: true })).toHaveCount(0);
  await accessible(page, "a screen with merged routes");
  watched.clean();
});

test("a pattern of routes is looked at, kept with its screens merged, and deleted", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  for (const route of ["/help/export", "/help/import/csv", "/orders"]) {
    await (await visitor(server, team, project)).answer({ route }, true, "Good");
  }
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens`);
  await page.getByRole("link", { name: "Route patterns" }).click();
  await expect(page.getByText("No patterns yet.")).toBeVisible();
  await page.getByLabel("Pattern", { exact: true }).fill("/*");
  await page.getByRole("button", { name: "Show what would merge" }).click();
  await expect(page.getByText("Name at least one part")).toBeVisible();
  await accessible(page, "a refused pattern");
  await page.getByLabel("Pattern", { exact: true }).fill("/help/*");
  await page.getByRole("button", { name: "Show what would merge" }).click();
  await expect(page.getByText("2 screens with 2 answers would be merged into /help/*.")).toBeVisible();
  await accessible(page, "a pattern before it is kept");
  await page.getByRole("button", { name: "Save and merge" }).click();
  const remove = page.getByRole("button", { name: "Delete /help/*" });
  await expect(remove).toBeVisible();
  await expect(page.getByText("screens merged")).toHaveCount(0);
  await (await visitor(server, team, project)).answer({ route: "/help/new" }, false, "Bad");
  await page.getByRole("link", { name: "All screens" }).click();
  await expect(page.getByRole("row").filter({ hasText: "/help/*" })).toContainText("3 answers");
  await page.goBack();
  await remove.click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).last().click();
  await expect(page.getByText("No patterns yet.")).toBeVisible();
  await accessible(page, "no patterns");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "no patterns on a narrow screen");
  watched.clean("422");
});

test("a site with hundreds of pages gets its pattern, and sees how far the merge is", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  for (let reader = 0; reader < 6; reader += 1) {
    const { answer } = await visitor(server, team, project);
    for (let n = 0; n < 50; n += 1) await answer({ route: `/help/page-${reader}-${n}x` }, true, "Good");
  }
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens/patterns`);
  const title = page.getByRole("heading", { name: "Route patterns" });
  const heading = page.getByRole("heading", { name: "New pattern" });
  const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
  expect(await heading.evaluate(size)).toBeLessThan(await title.evaluate(size));
  await page.getByLabel("Pattern", { exact: true }).fill("/help/*");
  await page.getByRole("button", { name: "Show what would merge" }).click();
  await expect(page.getByText("300 screens with 300 answers would be merged into /help/*.")).toBeVisible();
  await expect(page.getByText("and 200 more screens")).toBeVisible();
  await page.getByRole("button", { name: "Save and merge" }).click();
  await expect(page.getByText(/^\d+ of 300 screens merged$/)).toBeVisible();
  await accessible(page, "a merge under way");
  await expect(page.getByText("screens merged")).toHaveCount(0, { timeout: 60_000 });
  await page.getByRole("link", { name: "All screens" }).click();
  await expect(page.getByRole("row").filter({ hasText: "/help/*" })).toContainText("6 answers");
  await expect(page.getByRole("row").filter({ hasText: "/help/page" })).toHaveCount(0);
  watched.clean();
});
