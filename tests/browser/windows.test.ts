// The frame in windows of several sizes: menus stay inside of the window, pages scroll in it and never with it, and addresses that
// name a part of a page lead there.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { suggest } from "./data.ts";
import { expect, test } from "./fixtures.ts";

const pages = [
  "overview",
  "triage",
  "reports",
  "ranking",
  "roadmap",
  "comments",
  "changelog",
  "proposals",
  "screens",
  "visitors",
  "settings/install",
  "settings/members",
  "settings/project",
];

/** Pixels by which the page is taller than its window. */
const over = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollHeight - innerHeight);

test("the first steps can all be reached in a low window", async ({ page, server, team, project }) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  for (const height of [600, 740, 900]) {
    await page.setViewportSize({ width: 1366, height });
    await page.getByRole("button", { name: /^First steps/ }).click();
    const list = page.getByRole("dialog", { name: /^First steps/ });
    await expect(list).toBeVisible();
    const box = await list.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(height);
    const last = list.getByRole("button", { name: "Hide for the whole team" });
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Escape");
    await expect(list).toBeHidden();
  }
});

test("no page is taller than its window", async ({ page, server, team, project }) => {
  await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1366, height: 600 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    for (const path of pages) {
      await page.goto(`${server.origin}/app/p/${project.id}/${path}`);
      await expect(page.locator("main h1, main h2").first()).toBeAttached();
      expect(await over(page), `${path} at ${size.width} by ${size.height}`).toBeLessThanOrEqual(0);
    }
  }
});

test("a page that is longer than its window scrolls by the wheel", async ({
  page,
  server,
  team,
  project,
}) => {
  await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  await page.setViewportSize({ width: 1000, height: 300 });
  for (const [path, name] of [
    ["overview", "Overview"],
    ["ranking", "Ranking"],
  ] as const) {
    await page.goto(`${server.origin}/app/p/${project.id}/${path}`);
    const whole = page.getByRole("region", { name });
    await expect
      .poll(() => whole.evaluate((one) => one.scrollHeight - one.clientHeight))
      .toBeGreaterThan(100);
    await whole.hover();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => whole.evaluate((one) => one.scrollTop)).toBe(100);
  }
});

test("an address with a part leads there, also in a new tab", async ({ page, server, team, project }) => {
  await login(page, server.origin, team);
  await page.setViewportSize({ width: 390, height: 600 });
  for (const [address, field] of [
    ["install#check", "Your page’s address"],
    ["members#invite", "E-mail"],
    ["project#accent", "Widget accent colour"],
  ] as const) {
    const tab = await page.context().newPage();
    await tab.goto(`${server.origin}/app/p/${project.id}/settings/${address}`);
    await expect(tab.getByLabel(field)).toBeFocused();
    await expect(tab.getByLabel(field)).toBeInViewport();
    expect(await tab.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
    await tab.close();
  }
});
