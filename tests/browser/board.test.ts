// The public board in a browser: read and navigated without JavaScript, voting and suggesting with it, accessible in both
// themes on a phone and on a desk, and small. Who may read which board is tested over HTTP.
import { brotliCompressSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { signIdentity } from "../../sdk-js/src/server.ts";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { asked, ended, opened, published } from "./boards.ts";
import { visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import { valid } from "./valid.ts";

/** The largest page in bytes, compressed. */
const MOST = 20 * 1024;

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the board is read from the list to a decision, page by page", async ({
    page,
    server,
    team,
    project,
  }) => {
    const { path, made } = await opened(team, project);
    await page.goto(`${server.origin}${path}`);
    await expect(heading(page, "What users ask of Atelier Nord")).toBeVisible();
    await page.getByRole("link", { name: "Newest" }).click();
    await expect(page.getByRole("link", { name: "Wish 24", exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Next page" }).click();
    await expect(page.getByRole("link", { name: "Wish 1", exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Back to the first page" }).click();

    await page.getByRole("searchbox", { name: "Words" }).fill("csv");
    await page.getByRole("combobox", { name: "Status" }).selectOption("Declined");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/order=new.*q=csv.*status=declined/);
    await page.getByRole("link", { name: "Export as CSV" }).click();
    await expect(heading(page, "Export as CSV")).toBeVisible();
    await expect(page).toHaveURL(/\/r\/1\/export-as-csv$/);
    await expect(page.getByText("Every month.")).toBeVisible();
    await expect(page.getByText("The new importer comes first.")).toBeVisible();
    await expect(page.getByText("The importer is out.")).toBeVisible();

    const sections = page.getByRole("navigation", { name: "Sections" });
    await sections.getByRole("link", { name: "Roadmap" }).click();
    await expect(heading(page, "Roadmap of Atelier Nord")).toBeVisible();
    await sections.getByRole("link", { name: "Changelog" }).click();
    await expect(page.getByText("Nothing was published yet.")).toBeVisible();
    await published(team, project, { title: "Exports", body: "**As you asked.**", requests: [made.id] });
    await page.reload();
    await page.getByRole("link", { name: "Exports", exact: true }).click();
    await expect(heading(page, "Exports")).toBeVisible();
    await page.getByRole("link", { name: "Export as CSV" }).click();
    await expect(page.getByText("Part of Exports")).toBeVisible();
    await sections.getByRole("link", { name: "Changelog" }).click();
    await page.getByRole("navigation", { name: "By month" }).getByRole("link").first().click();
    await expect(page).toHaveURL(/changelog\/in\/\d{4}-\d{2}$/);
    await page.getByRole("link", { name: "All months" }).click();
    await sections.getByRole("link", { name: "You said, we did" }).click();
    await expect(page.getByText("We decided against it")).toBeVisible();
    await page.getByRole("link", { name: "Suggest something" }).click();
    await expect(page.getByText(/needs JavaScript/)).toBeVisible();
    await page.getByRole("link", { name: "Deutsch" }).click();
    await expect(heading(page, "Etwas für Atelier Nord vorschlagen")).toBeVisible();
    await sections
      .or(page.getByRole("navigation", { name: "Bereiche" }))
      .getByRole("link", { name: "Ausblick" })
      .click();
    await expect(heading(page, "Ausblick auf Atelier Nord")).toBeVisible();
  });
});

test("a visitor votes, takes it back, and finds the vote on the next visit", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const { path } = await opened(team, project);
  await page.goto(`${server.origin}${path}?q=dark`);
  expect(await page.evaluate(() => localStorage.length), "nothing is stored before the visitor acts").toBe(0);
  const vote = page.getByRole("button", { name: "Vote for “Dark mode”, 0 votes" });
  await vote.click();
  const voted = page.getByRole("button", { name: "Remove your vote for “Dark mode”, 1 vote" });
  await expect(voted).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("status")).toHaveText("You voted for “Dark mode”.");
  await expect
    .poll(async () => (await page.request.get(`${server.origin}${path}r/2/dark-mode`)).text())
    .toContain('data-votes="1"');
  await page.goto(`${server.origin}${path}r/2`);
  await expect(voted).toHaveAttribute("aria-pressed", "true");
  await voted.click();
  await expect(vote).toHaveAttribute("aria-pressed", "false");
  await expect
    .poll(async () => (await page.request.get(`${server.origin}${path}r/2/dark-mode`)).text())
    .toContain('data-votes="0"');
  // Where voting is closed there is nothing to press.
  await page.goto(`${server.origin}${path}r/1`);
  await expect(page.getByText("Voting is closed.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Vote for/ })).toHaveCount(0);
  watched.clean();
});

test("a suggestion offers what is there already, and is sent once", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const { path } = await opened(team, project);
  await page.goto(`${server.origin}${path}suggest`);
  await page.getByRole("button", { name: "Send suggestion" }).click();
  await expect(page.getByText("Write a few words here.")).toBeVisible();
  await expect(page.getByLabel("In a few words")).toBeFocused();
  await page.getByLabel("In a few words").fill("dark mode");
  const offered = page
    .getByRole("region")
    .filter({ hasText: "A vote counts as much." })
    .or(page.locator("#similar"));
  await expect(offered.first().getByRole("link", { name: "Dark mode" })).toBeVisible();
  await page.getByLabel("In a few words").fill("Send invoices by fax");
  await page.getByLabel("Why it matters").fill("<b>Some</b> clients ask.");
  await page.getByRole("button", { name: "Send suggestion" }).click();
  await expect(page.getByText("Thank you. Your suggestion was sent.")).toBeVisible();
  await page.getByRole("link", { name: "Open your suggestion" }).click();
  await expect(heading(page, "Send invoices by fax")).toBeVisible();
  await expect(page.getByText("<b>Some</b> clients ask.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Remove your vote/ })).toBeVisible();
  watched.clean();
});

test("an identified visitor comes in by a link of the product, and votes as the same person", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const { path, open } = await opened(team, project);
  const { secret } = (
    await team.client.request<{ secret: string }>("PUT", `/v1/projects/${project.id}/identity` as string, {
      body: {},
    })
  ).data;
  // Voted before the board asks who reads: the vote is carried over.
  await page.goto(`${server.origin}${path}r/${open.number}`);
  await page.getByRole("button", { name: /Vote for/ }).click();
  const voted = page.getByRole("button", { name: "Remove your vote for “Dark mode”, 1 vote" });
  await expect(voted).toBeVisible();
  await expect
    .poll(async () => (await page.request.get(`${server.origin}${path}r/2/dark-mode`)).text())
    .toContain('data-votes="1"');
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, {
    body: { board: "identified" },
  });
  await page.goto(`${server.origin}${path}`);
  await expect(heading(page, "This page does not exist")).toBeVisible();
  await page.goto(`${server.origin}${path}enter#token=nonsense`);
  await expect(page.getByText(/This link doesn’t work/)).toBeVisible();
  const token = await signIdentity({ secret, project: project.id, subject: "user-7" });
  await page.goto("about:blank");
  await page.goto(`${server.origin}${path}enter#token=${token}`);
  await expect(heading(page, "What users ask of Atelier Nord")).toBeVisible();
  expect(page.url()).not.toContain("token");
  await page.goto(`${server.origin}${path}r/${open.number}`);
  await expect(voted).toHaveAttribute("aria-pressed", "true");
  watched.clean("404", "401");
});

const parts = {
  requests: [
    "",
    "?q=nothing-like-this",
    "r/1/export-as-csv",
    "r/2/dark-mode",
    "r/27/invoices-in-two-languages",
  ],
  "what became of them": ["roadmap", "said", "suggest"],
  news: ["changelog", "changelog/lists-are-faster", "changelog/in/1999-01"],
  "what is decided together": [
    "proposals",
    "proposals/which-export-comes-first",
    "proposals/which-colour",
    "measures",
    "credits",
  ],
};

for (const [width, part] of [390, 1440].flatMap((width) =>
  Object.keys(parts).map((part) => [width, part as keyof typeof parts] as const),
)) {
  test(`every page of ${part} is valid and accessible, fits ${width} pixels and weighs little`, async ({
    page,
    server,
    team,
    project,
    watched,
  }) => {
    const { path, made } = await opened(team, project);
    const long = "A sentence with a **bold** word, and `code`.\n\n".repeat(40);
    await published(team, project, {
      title: "Lists are faster",
      version: "2.1",
      body: long,
      thanks: ["Ada"],
      requests: [made.id],
    });
    await published(team, project, { title: "איך זה נראה 🎉", body: "- one\n- two" });
    const ada = await visitor(server, team, project);
    await ada.ask("Invoices in two languages");
    await ada.called("Ada Weiß");
    await asked(team, project, { context: "Both **will** come." });
    const closed = await asked(team, project, { question: "Which colour?", method: "ranked" });
    await ada.choose(closed.id, [0, 2]);
    await ended(team, project, closed.id);
    await team.client.request("PATCH", `/v1/projects/${project.id}` as string, {
      body: { publish_measures: true },
    });
    await page.setViewportSize({ width, height: 900 });
    for (const rest of parts[part]) {
      for (const lang of ["en", "de"]) {
        const separator = rest.includes("?") ? "&" : "?";
        const answer = await page.goto(`${server.origin}${path}${rest}${separator}lang=${lang}`);
        const body = (await answer?.body()) ?? Buffer.alloc(0);
        expect(answer?.status(), rest).toBe(200);
        expect(brotliCompressSync(body).length, rest).toBeLessThan(MOST);
        if (lang === "en") await valid(body.toString(), rest);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, `${rest} is wider than the window`).toBeLessThanOrEqual(0);
        if (lang === "en") await accessible(page, `${rest} at ${width}`);
      }
    }
    watched.clean();
  });
}

test("the settings open the board in the project's accent, and say what is wrong", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/board`);
  await page.getByLabel("Who can read it").selectOption("Everybody");
  await page.getByRole("textbox", { name: "Address", exact: true }).fill("Not a name");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Use 2 to 60 lower-case letters/)).toBeVisible();
  await page.getByRole("textbox", { name: "Address", exact: true }).fill(`nord-${project.id.slice(-12)}`);
  await page.getByRole("button", { name: "Save" }).click();
  const link = page.getByRole("link", { name: new RegExp(`/b/nord-${project.id.slice(-12)}/$`) });
  await expect(link).toBeVisible();
  await accessible(page, "the settings of the board");
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, { body: { accent: "#7c3aed" } });
  await page.goto((await link.getAttribute("href")) ?? "");
  await expect(heading(page, "What users ask of Atelier Nord")).toBeVisible();
  const accent = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue("--accent-from").trim(),
  );
  expect(accent).toBe("#7c3aed");
  // The first answer of a form that was refused is a complaint of the browser.
  expect(watched.faults.filter((fault) => !fault.includes("422"))).toEqual([]);
});
