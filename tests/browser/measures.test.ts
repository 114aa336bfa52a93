// The measures page of the dashboard: empty at first, then numbers with what they are about, and a table behind the chart.
// What each number counts is tested over HTTP.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";

test("the measures say when they appear, and then what they are about", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens`);
  await page.getByRole("link", { name: "Measures" }).click();
  await expect(page.getByText("No measures yet")).toBeVisible();
  await accessible(page, "empty measures");
  await (await visitor(server, team, project)).report("The PDF is empty");
  await page.getByLabel("Period").selectOption("30");
  await expect(page.getByRole("heading", { name: "By week" })).toBeVisible();
  await expect(page.getByText("0 cases, 1 waiting").first()).toBeVisible();
  await page.getByText("Show as a table").click();
  await expect(page.getByRole("columnheader", { name: "Week from (UTC)" })).toBeVisible();
  await accessible(page, "measures");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "measures on a narrow screen");
  watched.clean();
});
