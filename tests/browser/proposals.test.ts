// Proposals from the draft to the decision: a member asks in the dashboard, visitors choose in the widget and on the board, the
// member ends it, and everybody reads the result. The clock is tested over HTTP.
import type { Page } from "@playwright/test";
import { login, open, panel } from "./acts.ts";
import { accessible } from "./axe.ts";
import { asked, question } from "./boards.ts";
import { expect, test } from "./fixtures.ts";
import { plain } from "./pages.ts";
import type { Project, Team } from "./team.ts";

const article = plain("<main><h1>Orders</h1></main>");

/** A time in two days as a field has it. */
const later = () => {
  const at = new Date(Date.now() + 2 * 24 * 3_600_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Opens the board to everybody; returns the path of its proposals. */
async function board(team: Team, project: Project): Promise<string> {
  const saved = await team.client.request<{ slug: string }>("PATCH", `/v1/projects/${project.id}` as string, {
    body: { board: "public" },
  });
  return `/b/${saved.data.slug}/proposals`;
}

const form = (page: Page) => page.getByRole("form", { name: "Proposals" });

test("a question is asked in the dashboard, answered in the widget and on the board, and decided", async ({
  page,
  browser,
  bare,
  server,
  team,
  project,
  watched,
}) => {
  const path = await board(team, project);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/proposals`);
  await expect(page.getByText("No proposals yet")).toBeVisible();
  await accessible(page, "no proposals");
  await page.getByRole("button", { name: "New proposal" }).click();
  await form(page).getByLabel("Question").fill(question);
  await form(page).getByLabel("What people should know").fill("**All** will come <script>alert(1)</script>");
  await form(page).getByLabel("Options").fill("CSV\nPDF\nExcel");
  await form(page).getByLabel("People needed").fill("2");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("<script>alert(1)</script>");
  await expect(preview.getByRole("listitem").first()).toHaveText("CSV");
  await form(page).getByLabel("Closes").fill("2020-01-01T09:00");
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(form(page).getByText("Use a time in the future")).toBeVisible();
  await form(page).getByLabel("Closes").fill(later());
  await form(page).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 2, name: question })).toBeVisible();
  await accessible(page, "a draft of a proposal");
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("button", { name: "End now…" })).toBeVisible();
  await expect(page.getByText(/^closes \d/)).toBeVisible();

  const site = await bare(article);
  const visits = await browser.newContext();
  const first = await visits.newPage();
  await first.goto(site.origin);
  await open(first, "Requests");
  const card = panel(first).locator(".proposal");
  await expect(card).toContainText(question);
  await card.getByLabel("PDF").check();
  await accessible(first, "a proposal in the widget");
  await card.getByRole("button", { name: "Send my choice" }).click();
  await expect(card.getByText("Your choice counts.")).toBeVisible();
  await expect(card).toContainText("1 person took part");

  const second = await browser.newContext();
  const reader = await second.newPage();
  await reader.goto(`${server.origin}${path}`);
  await accessible(reader, "the proposals of a board");
  await reader.getByRole("link", { name: question }).click();
  await expect(reader.getByRole("heading", { level: 1, name: question })).toBeVisible();
  await reader.getByRole("button", { name: "Send my choice" }).click();
  await expect(reader.getByText("Choose an option first.").first()).toBeVisible();
  await reader.getByLabel("PDF").check();
  await accessible(reader, "a proposal of a board");
  await reader.getByRole("button", { name: "Send my choice" }).click();
  await expect(reader.locator(".own")).toContainText("Your choice counts");
  await expect(reader.getByText("2 people took part")).toBeVisible();
  await reader.reload();
  await expect(reader.getByLabel("PDF")).toBeChecked();
  await expect(reader.getByRole("table")).toHaveCount(0);

  // Only the turnout is told before the end, and it comes by itself.
  await expect(page.getByText("2 people took part").first()).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  await page.getByRole("button", { name: "End now…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End now" }).click();
  await expect(page.getByRole("row", { name: /PDF.*Most support.*2.*100/ })).toBeVisible();
  await page.getByLabel("Record the decision").fill("PDF it is, *next month*.");
  await page.getByRole("form", { name: "What was decided" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("by Pia Mager")).toBeVisible();
  await accessible(page, "the result of a proposal");

  await reader.reload();
  await expect(reader.getByRole("row", { name: /PDF.*Most support.*2/ })).toBeVisible();
  await expect(reader.getByText("next month")).toBeVisible();
  await expect(reader.getByText("Enough people took part (2 were needed).")).toBeVisible();
  await accessible(reader, "the result on a board");
  await first.reload();
  await open(first, "Requests");
  await card.locator("summary").click();
  await expect(card).toContainText("What was decided");
  await accessible(first, "the result in the widget");
  await visits.close();
  await second.close();
  watched.clean("422");
});

test("options are ranked in the widget and on the board", async ({ page, bare, server, team, project }) => {
  const path = await board(team, project);
  const { slug } = await asked(team, project, { method: "ranked" });
  const site = await bare(article);
  await page.goto(site.origin);
  await open(page, "Requests");
  const card = panel(page).locator(".proposal");
  await card.getByLabel("Excel").check();
  await card.getByLabel("CSV").check();
  await expect(card.getByText("Place 2")).toBeVisible();
  await card.getByRole("button", { name: "Send my choice" }).click();
  await expect(card.getByText("Your choice counts.")).toBeVisible();

  await page.goto(`${server.origin}${path}/${slug}`);
  await page.getByLabel("Place of CSV").selectOption("1");
  await page.getByLabel("Place of PDF").selectOption("1");
  await page.getByRole("button", { name: "Send my choice" }).click();
  await expect(page.getByText("Give each place to one option only.").first()).toBeVisible();
  await page.getByLabel("Place of PDF").selectOption("3");
  await accessible(page, "ranking on a board");
  await page.getByRole("button", { name: "Send my choice" }).click();
  // Places that were left out close up.
  await expect(page.getByLabel("Place of PDF")).toHaveValue("2");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a proposal is read, and says how to take part", async ({ page, server, team, project }) => {
    const path = await board(team, project);
    await asked(team, project, { context: "Both **will** come." });
    await page.goto(`${server.origin}${path}`);
    await page.getByRole("link", { name: question }).click();
    await expect(page.getByText(/Taking part needs JavaScript/)).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "Excel" })).toBeVisible();
    await expect(page.getByRole("button")).toHaveCount(0);
  });
});

test("a language that is written from right to left is shown as it is", async ({
  page,
  server,
  team,
  project,
}) => {
  const path = await board(team, project);
  const { slug } = await asked(team, project, {
    question: "ما الذي نبنيه أولاً؟ 🗳",
    options: ["بحث", "تصدير"],
  });
  await page.goto(`${server.origin}${path}/${slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCSS("direction", "rtl");
  await page.getByLabel("بحث").check();
});
