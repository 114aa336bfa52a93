// Screens in the dashboard: the weeks of one, with the table behind the chart, and the picture of many.
// What each number counts is tested over HTTP.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { visitor } from "./data.ts";
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
