// Routers that replace the body: launcher, open panel and inline question are present after every navigation.
// No reloads: each navigation must keep the page, or the test would prove nothing.
import type { Page } from "@playwright/test";
import { open, panel, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { hold } from "./line.ts";
import type { Project, Team } from "./team.ts";

/** A router's site, and the links between its two pages as people read them. */
const routers = {
  "Turbo, tag in the head": { host: "swapped", start: "/turbo/", second: "/turbo/second" },
  "Turbo, tag in the body": { host: "swapped", start: "/turbo-body/", second: "/turbo-body/second" },
  "htmx, tag in the head": { host: "swapped", start: "/htmx/", second: "/htmx/second" },
  "htmx, tag in the body": { host: "swapped", start: "/htmx-body/", second: "/htmx-body/second" },
  Astro: { host: "astro", start: "/", second: "/second" },
  "MkDocs instant loading": {
    host: "mkdocs",
    start: "/",
    second: "/guide",
    there: "the guide",
    back: "the welcome page",
    headings: ["Welcome", "Guide"],
  },
} as const;

type Router = {
  host: string;
  start: string;
  second: string;
  there?: string;
  back?: string;
  headings?: readonly [string, string];
};

const launcher = (page: Page) => page.getByRole("button", { name: "Feedback", exact: true });
const asked = (page: Page) => page.getByRole("main").getByRole("group", { name: "Was this helpful?" });

/** Follows the link to the other page, and makes sure that the page was kept. */
async function visit(page: Page, router: Router, to: "second" | "first"): Promise<void> {
  const { there = "To the second page", back = "To the first page" } = router;
  const [first, second] = router.headings ?? ["First page", "Second page"];
  await page.evaluate(() => Object.assign(window, { kept: true }));
  await page.getByRole("link", { name: to === "second" ? there : back, exact: true }).click();
  await shown(page, to === "second" ? second : first);
}

async function shown(page: Page, heading: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  expect(await page.evaluate(() => "kept" in window)).toBe(true);
}

/** Everything of ours, once. */
async function whole(page: Page): Promise<void> {
  await expect(launcher(page)).toBeVisible();
  await expect(launcher(page)).toHaveCount(1);
  await expect(asked(page)).toBeVisible();
  await expect(asked(page)).toHaveCount(1);
}

/** How many answers the team has for each route. */
async function answers(team: Team, project: Project): Promise<Record<string, number>> {
  type Row = { route: string; helpful: number };
  const path = `/v1/projects/${project.id}/screens` as string;
  const { data } = await team.client.request<{ items: Row[] }>("GET", path);
  return Object.fromEntries(data.items.map(({ route, helpful }) => [route, helpful]));
}

for (const [name, router] of Object.entries<Router>(routers)) {
  test(`${name}: launcher and question are there after each visit, and the panel opens`, async ({
    page,
    host,
    watched,
  }) => {
    const site = await host(router.host);
    await page.goto(site.origin + router.start);
    await recorded(page);
    await whole(page);
    for (const to of ["second", "first", "second"] as const) {
      await visit(page, router, to);
      await whole(page);
    }
    await page.goBack();
    await shown(page, router.headings?.[0] ?? "First page");
    await whole(page);
    await launcher(page).click();
    await expect(panel(page)).toBeVisible();
    watched.clean();
  });

  test(`${name}: an open panel and what is written in it outlive a visit`, async ({
    page,
    host,
    watched,
  }) => {
    const site = await host(router.host);
    await page.goto(site.origin + router.start);
    const dialog = await open(page, "Report");
    await dialog.getByLabel("What went wrong?").fill("Half of a sentence");
    await visit(page, router, "second");
    await expect(panel(page)).toHaveCount(1);
    await expect(dialog).toBeVisible();
    await expect(dialog.getByLabel("What went wrong?")).toHaveValue("Half of a sentence");
    await dialog.getByRole("button", { name: "Send report" }).click();
    await expect(dialog.getByText(/^Thank you\. We’ve received report \d+\.$/)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel(page)).toBeHidden();
    await whole(page);
    watched.clean();
  });

  test(`${name}: a visit before the second chunk has come loses nothing`, async ({
    page,
    host,
    team,
    project,
    watched,
  }) => {
    const site = await host(router.host);
    const recorder = await hold(page, "**/widget/recorder-*.js");
    await page.goto(site.origin + router.start);
    await expect(launcher(page)).toBeVisible();
    await visit(page, router, "second");
    await whole(page);
    recorder.open();
    await recorded(page);
    await whole(page);
    await asked(page).getByRole("button", { name: "Yes", exact: true }).click();
    await expect(page.getByText("Thank you for your answer.")).toBeVisible();
    expect(await answers(team, project)).toEqual({ [router.second]: 1 });
    await launcher(page).click();
    await expect(panel(page)).toBeVisible();
    watched.clean();
  });

  test(`${name}: a visit while the panel is on its way opens it once`, async ({ page, host, watched }) => {
    const site = await host(router.host);
    await page.goto(site.origin + router.start);
    await recorded(page);
    const chunk = await hold(page, "**/widget/panel-*.js");
    await launcher(page).click();
    await visit(page, router, "second");
    chunk.open();
    await expect(panel(page)).toBeVisible();
    await expect(panel(page)).toHaveCount(1);
    watched.clean();
  });

  test(`${name}: the call and the address open the panel after a visit that found it open`, async ({
    page,
    host,
    watched,
  }) => {
    const site = await host(router.host);
    await page.goto(site.origin + router.start);
    await open(page, "Requests");
    await visit(page, router, "second");
    await page.keyboard.press("Escape");
    await page.evaluate(() => (window as unknown as { yousaid: (call: string) => void }).yousaid("close"));
    await expect(panel(page)).toBeHidden();
    await page.evaluate(() => (window as unknown as { yousaid: (call: string) => void }).yousaid("open"));
    await expect(panel(page)).toBeVisible();
    await page.evaluate(() => (window as unknown as { yousaid: (call: string) => void }).yousaid("close"));
    await expect(panel(page)).toBeHidden();
    await page.evaluate(() => {
      location.hash = "#yousaid";
    });
    await expect(panel(page)).toBeVisible();
    watched.clean();
  });
}
