// Clicks on the inline question before the files that handle them are loaded: each counts once, for its screen.
// No waiting for time: the files are held back until the test releases them.
import type { Page } from "@playwright/test";
import { recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

const html = `<!doctype html><html lang="en"><head><title>Early</title></head><body>
<main><h1>Early</h1><div data-yousaid-helpful></div></main>__TAG__</body></html>`;
const thanks = "Thank you for your answer.";

/** Holds a chunk back until the returned function is called. */
async function hold(page: Page, chunk: string): Promise<() => void> {
  let go = () => {};
  const gate = new Promise<void>((open) => {
    go = open;
  });
  await page.route(`**/widget/${chunk}-*.js`, async (route) => {
    await gate;
    await route.continue();
  });
  return go;
}

/** Waits until the page is known: modules are notified in the order in which they were requested. */
async function known(page: Page): Promise<void> {
  const file = await page.waitForFunction(
    () => performance.getEntriesByType("resource").find(({ name }) => /recorder-/.test(name))?.name,
  );
  await page.evaluate((name) => import(name as string), await file.jsonValue());
}

/** The answers that the team sees, by route. */
async function answers(
  team: Team,
  project: Project,
): Promise<Record<string, [helpful: number, unhelpful: number]>> {
  type Row = { route: string; helpful: number; unhelpful: number };
  const path = `/v1/projects/${project.id}/screens` as string;
  const { data } = await team.client.request<{ items: Row[] }>("GET", path);
  return Object.fromEntries(data.items.map(({ route, helpful, unhelpful }) => [route, [helpful, unhelpful]]));
}

test("a click before the page is known counts once and stays shown", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(html);
  const recorder = await hold(page, "recorder");
  const panel = await hold(page, "panel");
  await page.goto(site.origin);
  await page.getByRole("button", { name: "Yes", exact: true }).click();
  recorder();
  await known(page);
  await expect(page.getByRole("button", { name: "Yes", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  panel();
  await expect(page.getByText(thanks)).toBeVisible();
  expect(await answers(team, project)).toEqual({ "/": [1, 0] });
  watched.clean();
});

test("of two clicks before the panel has come the last one counts", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(html);
  const panel = await hold(page, "panel");
  await page.goto(site.origin);
  await page.getByRole("button", { name: "Yes", exact: true }).click();
  await page.getByRole("button", { name: "No", exact: true }).click();
  panel();
  await expect(page.getByText(thanks)).toBeVisible();
  await expect(page.getByRole("button", { name: "No", exact: true })).toHaveAttribute("aria-pressed", "true");
  expect(await answers(team, project)).toEqual({ "/": [0, 1] });
  watched.clean();
});

for (const [how, leave] of [
  ["another screen has come", () => history.pushState(null, "", "/other")],
  ["a router has taken the question away", () => document.querySelector("main")?.remove()],
] as const) {
  test(`a click counts where it was made when ${how} meanwhile`, async ({
    page,
    bare,
    team,
    project,
    watched,
  }) => {
    const site = await bare(html);
    const panel = await hold(page, "panel");
    await page.goto(`${site.origin}/here`);
    await expect(page.getByRole("button", { name: "Feedback" })).toBeVisible();
    await known(page);
    await page.getByRole("button", { name: "No", exact: true }).click();
    await page.evaluate(leave);
    const sent = page.waitForResponse(/\/answers$/);
    panel();
    expect((await sent).ok()).toBe(true);
    await expect(page.locator("[aria-pressed=true]")).toHaveCount(0);
    expect(await answers(team, project)).toEqual({ "/here": [0, 1] });
    watched.clean();
  });
}

test("a click counts when the question is let go of in the moment in which it is drawn", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(html);
  // The look at what left the page comes right after the panel has drawn the question, before the next frame.
  await page.addInitScript(() => {
    const { setTimeout: wait } = window;
    const held: TimerHandler[] = [];
    window.setTimeout = ((act: () => void, ms?: number) =>
      ms === 100 ? held.push(act) : wait(act, ms)) as typeof setTimeout;
    const replace = Element.prototype.replaceChildren;
    Element.prototype.replaceChildren = function (...children) {
      replace.apply(this, children);
      if (this.className === "y inline")
        queueMicrotask(() => {
          for (const act of held.splice(0)) (act as () => void)();
        });
    };
  });
  const panel = await hold(page, "panel");
  await page.goto(`${site.origin}/here`);
  await known(page);
  await page.getByRole("button", { name: "No", exact: true }).click();
  await page.evaluate(() => document.querySelector("main")?.remove());
  const sent = page.waitForResponse(/\/answers$/);
  panel();
  expect((await sent).ok()).toBe(true);
  expect(await answers(team, project)).toEqual({ "/here": [0, 1] });
  watched.clean();
});

test("a click counts when the question can no longer be drawn", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(html);
  const panel = await hold(page, "panel");
  await page.goto(`${site.origin}/here`);
  await known(page);
  await page.getByRole("button", { name: "No", exact: true }).click();
  // Some routers keep pages in a template, which is another document and accepts no style sheet of ours.
  await page.evaluate(() =>
    document.createElement("template").content.append(document.querySelector("main") as Element),
  );
  const sent = page.waitForResponse(/\/answers$/);
  panel();
  expect((await sent).ok()).toBe(true);
  expect(await answers(team, project)).toEqual({ "/here": [0, 1] });
  watched.clean("Sharing constructed stylesheets");
});

test("an answer given before is shown as given when the page comes again", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(html);
  await page.goto(site.origin);
  await page.getByRole("button", { name: "No", exact: true }).click();
  await expect(page.getByText(thanks)).toBeVisible();
  await page.reload();
  await recorded(page);
  await expect(page.getByRole("button", { name: "No", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: "Yes", exact: true })).toHaveAttribute(
    "aria-pressed",
    "false",
  );
  watched.clean();
});
