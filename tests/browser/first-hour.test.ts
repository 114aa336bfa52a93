// The first hour: from the printed link over the question to a list of first steps that ticks itself, and the prompt for an agent.
// What a tag and a visitor do is done by a real page with the real tag.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "@playwright/test";
import { answer, close, login, recorded, suggest } from "./acts.ts";
import { accessible } from "./axe.ts";
import { boot } from "./boot.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

const entry = (page: Page, done: number): Locator =>
  page.getByRole("button", { name: `First steps: ${done} of 5 done` });

const list = (page: Page): Locator => page.getByRole("dialog", { name: /^First steps: \d of 5 done$/ });

const step = (page: Page, name: string): Locator =>
  list(page).getByRole("listitem").filter({ hasText: name });

/** Serves one page with the tag, as a team's product does. */
async function product(tag: string, body: string): Promise<{ origin: string; stop: () => Promise<void> }> {
  const html = `<!doctype html><html lang="en"><title>Kontor</title><body><main><h1>Kontor</h1>${body}</main>${tag}</body></html>`;
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(html);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

/** A member of a role, logged in in a browser of its own. */
async function member(page: Page, team: Team, project: Project, role: string): Promise<void> {
  const email = `${role}-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const path = `/v1/projects/${project.id}/invites` as string;
  const made = await team.client.request<{ link: string }>("POST", path, { body: { email, role } });
  await page.goto(made.data.link);
  await page.getByLabel("Your name").fill("Vera Viewer");
  await page.getByLabel("Password", { exact: true }).fill("four words for nobody else");
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await expect(page).toHaveURL(/\/app\/p\//);
}

test("from the printed link to the end of the first steps, without reading code", async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const server = await boot();
  let site: Awaited<ReturnType<typeof product>> | undefined;
  try {
    await test.step("set up, and answer the question", async () => {
      await page.goto(server.setup);
      await page.getByLabel("Your name").fill("Pia Mager");
      await page.getByLabel("E-mail").fill("pia@example.com");
      await page.getByLabel("Password").fill("long enough for everybody");
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByLabel("Product name").fill("Kontor");
      await page.getByRole("button", { name: "Create project" }).click();
      await expect(
        page.getByRole("heading", { level: 1, name: "What do you want to achieve first?" }),
      ).toBeVisible();
      await accessible(page, "question");
      await page.getByRole("button", { name: "Improve the docs" }).click();
      await expect(page).toHaveURL(/\/settings\/install$/);
      await expect(page.getByText("To improve the docs, also add")).toBeVisible();
      await expect(page.getByText("<div data-yousaid-helpful></div>").first()).toBeVisible();
      await expect(entry(page, 0)).toBeVisible();
      await accessible(page, "install with a goal");
    });

    await test.step("the tag is seen, as the page says it", async () => {
      const tag = await page.getByRole("region", { name: "1. Paste this tag" }).textContent();
      const question = await page
        .getByRole("region", { name: "To improve the docs, also add" })
        .textContent();
      site = await product(tag ?? "", question ?? "");
      await page.getByLabel("Domain").fill(site.origin);
      await page.getByRole("button", { name: "Add domain" }).click();
      const context = await browser.newContext();
      const visitor = await context.newPage();
      await visitor.goto(`${site.origin}/guide`);
      await recorded(visitor);
      await answer(visitor.getByRole("main"), true);
      await suggest(visitor, "Say how to export", "I could not find it");
      await close(visitor);
      await context.close();
      await expect(entry(page, 2)).toBeVisible({ timeout: 15_000 });
      await entry(page, 2).click();
      await expect(step(page, "Tag seen on your page")).toContainText("(done)");
      await expect(step(page, "First answer")).toContainText("(done)");
      await expect(step(page, "First decision")).toContainText("what the first readers miss");
      await accessible(page, "list of first steps");
    });

    await test.step("the first decision", async () => {
      await step(page, "First decision").getByRole("link", { name: "Open Triage" }).click();
      await page.getByText("Say how to export").first().click();
      await page.keyboard.press("d");
      const form = page.getByRole("form", { name: "Decide" });
      await form.getByLabel("Status").selectOption("planned");
      await form.getByLabel("Message to voters").fill("The guide gets a chapter on it.");
      await form.getByRole("button", { name: "Publish decision" }).click();
      await expect(entry(page, 3)).toBeVisible({ timeout: 15_000 });
    });

    await test.step("a second member", async () => {
      await entry(page, 3).click();
      await step(page, "Second member").getByRole("link", { name: "Invite someone" }).click();
      await expect(page).toHaveURL(/\/settings\/members#invite$/);
      await expect(page.getByLabel("E-mail")).toBeFocused();
      await page.getByLabel("E-mail").fill("anna@example.com");
      await page.getByRole("button", { name: "Create invitation" }).click();
      const link = await page.getByRole("region", { name: "Invite someone" }).textContent();
      await entry(page, 3).click();
      await expect(step(page, "Second member")).toContainText("Invited.");
      const context = await browser.newContext();
      const anna = await context.newPage();
      await anna.goto(link ?? "");
      await anna.getByLabel("Your name").fill("Anna");
      await anna.getByLabel("Password", { exact: true }).fill("four words for nobody else");
      await anna.getByRole("button", { name: "Accept invitation" }).click();
      await expect(anna).toHaveURL(/\/overview$/);
      await context.close();
      await expect(entry(page, 4)).toBeVisible({ timeout: 15_000 });
    });

    await test.step("a colour of one's own, and the list goes away", async () => {
      await step(page, "Your colour or logo").getByRole("link", { name: "Choose a colour" }).click();
      await expect(page.getByLabel("Widget accent colour")).toBeFocused();
      await page.getByLabel("Widget accent colour").fill("#7a3e9d");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(entry(page, 5)).toBeVisible({ timeout: 15_000 });
      await entry(page, 5).click();
      await expect(
        list(page).getByText("All done. The next time you open this page, this list is gone."),
      ).toBeVisible();
      await page.goto(`${server.origin}/app/`);
      await expect(page).toHaveURL(/\/overview$/);
      await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
      await expect(page.getByRole("button", { name: /^First steps/ })).toHaveCount(0);
    });
  } finally {
    await site?.stop();
    await server.stop();
  }
});

test("an admin hides the list for all, and brings it back in the settings", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  const context = await browser.newContext();
  const viewer = await context.newPage();
  await member(viewer, team, project, "viewer");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/install`);

  await test.step("a viewer sees the steps, and only the ways that a viewer may go", async () => {
    await entry(viewer, 1).click();
    await expect(list(viewer).getByRole("link")).toHaveText(["Get the tag", "Open your page"]);
    await expect(step(viewer, "First decision")).toContainText("Triagers, admins and owners do this.");
    await expect(list(viewer).getByRole("button")).toHaveCount(0);
    await accessible(viewer, "first steps of a viewer");
    await viewer.goto(`${server.origin}/app/p/${project.id}/goal`);
    await expect(viewer.getByText("Only admins and owners can change this.")).toBeVisible();
    await expect(viewer.getByRole("button", { name: "Improve the docs" })).toBeDisabled();
  });

  await test.step("hidden for the whole team at once", async () => {
    await entry(page, 1).focus();
    await page.keyboard.press("Enter");
    await list(page).getByRole("button", { name: "Hide for the whole team" }).focus();
    await page.keyboard.press("Enter");
    await expect(
      page.getByText("First steps hidden. Settings, Project shows them again.").first(),
    ).toBeVisible();
    await expect(entry(page, 1)).toHaveCount(0);
    await expect(entry(viewer, 1)).toHaveCount(0, { timeout: 15_000 });
    await page.reload();
    await expect(page.getByText("1. Paste this tag")).toBeVisible();
    await expect(entry(page, 1)).toHaveCount(0);
  });

  await test.step("shown again, with another goal", async () => {
    await page.goto(`${server.origin}/app/p/${project.id}/settings/project`);
    await page.getByRole("checkbox", { name: "Show the first steps" }).check();
    await page.getByLabel("First goal").selectOption("Find what is broken");
    await page.getByRole("button", { name: "Save" }).click();
    await entry(page, 1).click();
    await expect(list(page).getByText("Goal: Find what is broken")).toBeVisible();
    await expect(step(page, "Tag seen")).toContainText("Put the tag on every page");
  });
  await context.close();
});

test("the prompt for a coding agent names the tag and no secret, and is selected where a page may not copy", async ({
  page,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  const path = `/v1/projects/${project.id}` as string;
  await team.client.request("PATCH", path, { body: { goal: "docs" } });
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new DOMException("denied", "NotAllowedError")) },
    });
  });
  await page.goto(`${server.origin}/app/p/${project.id}/settings/install`);
  await page.getByRole("button", { name: "Copy a prompt for your coding agent" }).click();
  const area = page.getByRole("textbox", { name: "Prompt for your coding agent" });
  await expect(area).toBeFocused();
  const selected = await area.evaluate((el: HTMLTextAreaElement) =>
    el.value.slice(el.selectionStart, el.selectionEnd),
  );
  const tag = `<script async src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
  expect(selected).toBe(await area.inputValue());
  expect(selected).toContain(tag);
  expect(selected).toContain("<div data-yousaid-helpful></div>");
  expect(selected).toContain(`script-src ${server.origin}\n   connect-src ${server.origin}`);
  expect(selected).toContain(`aud is\n   "${project.id}"`);
  expect(selected).toContain(`${server.origin}/app/p/${project.id}/settings/install`);
  expect(selected).not.toMatch(/sk_[\w-]{10}/);
  await accessible(page, "prompt");
});

test("the question and the list fit a narrow screen", async ({ page, server, team, project }) => {
  await login(page, server.origin, team);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.origin}/app/p/${project.id}/goal`);
  await expect(page.getByRole("button", { name: "Answer customers" })).toBeVisible();
  await accessible(page, "question, narrow");
  await entry(page, 0).click();
  await expect(step(page, "Your colour or logo")).toBeVisible();
  await accessible(page, "list, narrow");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
  const box = await list(page).boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);
});
