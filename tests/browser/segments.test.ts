// Segments with weights: set in the settings, and told wherever a rank is explained.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { request, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";

test("a segment gets a weight, and its votes count that much", async ({ page, server, team, project }) => {
  const made = await suggest(team, project, "Two-factor login");
  for (const [name, segment] of [
    ["Anna", "enterprise"],
    ["Bela", "free"],
  ] as const)
    await (
      await visitor(server, team, project, { name, segment, email: `${name.toLowerCase()}@example.com` })
    ).vote(made);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/segments`);
  const rows = page.getByRole("list", { name: "Segments" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "enterprise" })).toContainText("1 visitor");
  await expect(page.getByText("Weight", { exact: true })).toBeVisible();
  await accessible(page, "the segments");
  const weight = page.getByLabel("Weight of a vote from enterprise");
  await weight.fill("101");
  await expect(page.getByText("Enter a number from 0 to 100.")).toBeVisible();
  await accessible(page, "a weight that is out of bounds");
  await weight.fill("5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A vote from enterprise now counts 5.")).toBeVisible();
  await expect(page.getByText("Votes and scores are being computed again")).toBeVisible();
  await accessible(page, "weights that are being computed");
  await expect(page.getByText("Votes and scores are being computed again")).toBeHidden({ timeout: 30_000 });
  expect(await request(team, project, made)).toMatchObject({ votes: 2, weight: 6 });
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
  await expect(page.getByText("2 votes: 2 verified · count as 6.0 by segment")).toBeVisible();
});
