// The ranking page: what a moved slider shows is what triage shows after saving, and nothing changes before.
// The scores themselves are tested over HTTP.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import type { Server } from "./boot.ts";
import { type Made, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

/** Two requests: the first with four votes, the second with a report. */
async function rivals(server: Server, team: Team, project: Project): Promise<Made> {
  const voted = await suggest(team, project, "Dark mode");
  for (let n = 0; n < 4; n += 1) await (await visitor(server, team, project)).vote(voted);
  const broken = await suggest(team, project, "The PDF is empty", { kind: "problem" });
  await (await visitor(server, team, project)).report("Nothing in it");
  const at = `/v1/projects/${project.id}` as string;
  const [report] = (await team.client.request<{ items: { id: string }[] }>("GET", `${at}/reports`)).data
    .items;
  await team.client.request("PUT", `${at}/requests/${broken.id}/reports/${report?.id}`);
  return broken;
}

test("a moved slider reorders the list, and saving makes triage the same", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await rivals(server, team, project);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  const rows = page.locator("[data-row]");
  await expect(rows.first()).toContainText("Dark mode");
  await page.getByRole("link", { name: "How this list is ranked" }).click();
  const ranked = page.getByRole("rowheader");
  await expect(ranked.first()).toContainText("Dark mode");
  await expect(page.getByText("This is the saved ranking.")).toBeVisible();
  await accessible(page, "ranking");
  const slider = page.getByRole("slider", { name: "A linked report" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveAttribute("aria-valuetext", "4 points");
  await page.keyboard.press("ArrowRight");
  await expect(ranked.first()).toContainText("The PDF is empty");
  await expect(page.getByText("2 requests would change rank.")).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("Up 1");
  await expect(slider).toBeFocused();
  await accessible(page, "a ranking that is tried out");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "a ranking that is tried out, narrow");
  await page.setViewportSize({ width: 1280, height: 800 });
  // The address says it all.
  await page.reload();
  await expect(ranked.first()).toContainText("The PDF is empty");
  await expect(page.getByRole("textbox", { name: "A linked report, exact value" })).toHaveValue("5");
  await page.getByRole("button", { name: "Save for everybody" }).click();
  await expect(page.getByText("Ranking saved.")).toBeVisible();
  await expect(page.getByText("This is the saved ranking.")).toBeVisible();
  await expect(page.getByText("Scores are being computed again")).toBeVisible();
  await expect(page.getByText("Scores are being computed again")).toBeHidden({ timeout: 20_000 });
  await expect(ranked.first()).toContainText("The PDF is empty");
  await page.getByRole("link", { name: "Triage" }).first().click();
  await expect(rows.first()).toContainText("The PDF is empty");
  watched.clean();
});

test("a number out of bounds is refused beside its field, and what is typed is tried out", async ({
  page,
  server,
  team,
  project,
}) => {
  const broken = await rivals(server, team, project);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${broken.id}`);
  await page.getByRole("link", { name: "Try other weights" }).click();
  const exact = page.getByRole("textbox", { name: "Scores halve every, exact value" });
  await exact.fill("3");
  await expect(page.getByRole("alert").getByText("Enter a number from 7 to 365.")).toBeVisible();
  await accessible(page, "a refused value");
  await exact.fill("21,5");
  await expect(page.getByText("Enter a number from 7 to 365.")).toBeHidden();
  await expect(page).toHaveURL(/try=1,3,0\.2,0\.2,21\.5/);
  await page.getByRole("button", { name: "Back to what is saved" }).click();
  await expect(exact).toHaveValue("14");
  await expect(page).not.toHaveURL(/try=/);
});

test("a ranking that a colleague saved meanwhile is not replaced unseen", async ({
  page,
  server,
  team,
  project,
}) => {
  await rivals(server, team, project);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/ranking?try=1,5,0.2,0.2,14`);
  await expect(page.getByRole("rowheader").first()).toContainText("The PDF is empty");
  const ranking = { weights: { votes: 2, reports: 3, unhelpful: 0.2, comments: 0.2 }, half_life_days: 14 };
  await team.client.request("PUT", `/v1/projects/${project.id}/ranking` as string, { body: ranking });
  await page.getByRole("button", { name: "Save for everybody" }).click();
  await expect(page.getByText("A colleague saved another ranking meanwhile.")).toBeVisible();
  await expect(page.getByText("Saved: 2 points")).toBeVisible();
  await page.getByRole("button", { name: "Save for everybody" }).click();
  await expect(page.getByText("Ranking saved.")).toBeVisible();
});
