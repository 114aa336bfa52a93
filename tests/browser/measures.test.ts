// The measures page of the dashboard: empty at first, then numbers with what they are about, and a table behind the chart.
// What each number counts is tested over HTTP; what the widget and the board say of a vote, here.
import { login, open } from "./acts.ts";
import { accessible } from "./axe.ts";
import { opened } from "./boards.ts";
import { suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import { plain } from "./pages.ts";

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

test("a vote for a similar request instead of another suggestion is counted, and what is posted all the same", async ({
  page,
  bare,
  server,
  team,
  project,
  watched,
}) => {
  await suggest(team, project, "Save by itself");
  await suggest(team, project, "Save as a template");
  const site = await bare(plain("<main><h1>List</h1></main>"));
  await page.goto(site.origin);
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").fill("Save by itself please");
  const title = dialog.getByRole("button", { name: "Save by itself", exact: true });
  await title.click();
  await expect(title).toHaveAttribute("aria-expanded", "true");
  const voted = page.waitForRequest((request) => request.url().endsWith("/vote"));
  await dialog.getByRole("button", { name: "Vote for “Save by itself”" }).click();
  expect((await voted).postDataJSON()).toMatchObject({ instead: "opened" });
  await expect(dialog.getByRole("button", { name: "Remove your vote for “Save by itself”" })).toBeVisible();
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/screens/measures`);
  const measure = page.locator(".measured > div").filter({ hasText: "Voted instead of sending it again" });
  await expect(measure.getByText("1 of 1")).toBeVisible();
  await expect(measure.getByText("Opened a similar one first: 1 who voted, 0 who posted")).toBeVisible();
  await page.goto(site.origin);
  await open(page, "Suggest");
  await dialog.getByLabel("In a few words").fill("Save as a template please");
  await expect(dialog.getByRole("button", { name: "Save as a template", exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Send suggestion" }).click();
  await expect(dialog.getByText(/We’ve added it as number 3/)).toBeVisible();
  await page.goto(`${server.origin}/app/p/${project.id}/screens/measures`);
  await expect(measure.getByText("1 of 2")).toBeVisible();
  await accessible(page, "measures with deflection");
  watched.clean();
});

test("on the board a vote counts as one instead of a suggestion in the form and on the page that the form led to", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const { path } = await opened(team, project);
  await page.goto(`${server.origin}${path}suggest`);
  await page.getByLabel("In a few words").fill("dark mode");
  const vote = page.getByRole("button", { name: /Vote for “Dark mode”/ });
  await vote.click();
  const back = page.getByRole("button", { name: /Remove your vote for “Dark mode”/ });
  const sent = () => page.waitForRequest((request) => request.url().endsWith("/vote"));
  await Promise.all([sent(), back.click()]);
  await expect(vote).toBeVisible();
  await page.locator("#similar").getByRole("link", { name: "Dark mode" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dark mode" })).toBeVisible();
  const [opening] = await Promise.all([sent(), vote.click()]);
  expect(opening.postDataJSON()).toEqual({ instead: "opened" });
  await expect(back).toBeVisible();
  // The list of all requests offers nothing instead of something.
  await page.goto(`${server.origin}${path}suggest`);
  await page.getByRole("link", { name: "Requests", exact: true }).first().click();
  const other = page.getByRole("button", { name: /Vote for “Wish \d/ }).first();
  await expect(other).toBeVisible();
  const [plainly] = await Promise.all([sent(), other.click()]);
  expect(plainly.postDataJSON()).toEqual({});
  await page.goto(`${server.origin}${path}suggest`);
  await page.getByLabel("In a few words").fill("dark mode");
  await expect(page.locator("#similar")).toBeVisible();
  await page.getByRole("button", { name: "Send suggestion" }).click();
  await expect(page.getByText("Thank you. Your suggestion was sent.")).toBeVisible();
  const { data } = await team.client.request<{ deflection: object }>(
    "GET",
    `/v1/projects/${project.id}/measures` as string,
  );
  expect(data.deflection).toMatchObject({ yes: 1, n: 2, voted_opened: 1, posted_opened: 0 });
  watched.clean();
});
