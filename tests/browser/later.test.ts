// Files that fail to load and are requested again, and a widget that is destroyed while they load.
// The browser remembers failures here: an address that has failed once fails forever.
import type { Page } from "@playwright/test";
import { close, open, panel, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";

const html = `<!doctype html><html lang="en"><head><title>Later</title></head><body>
<main><h1>Later</h1><div data-yousaid-helpful></div></main>__TAG__</body></html>`;
type Host = { yousaid: (name: string, ...given: unknown[]) => unknown };
const call = (page: Page, ...given: string[]) =>
  page.evaluate((given) => void (window as unknown as Host).yousaid(...(given as [string])), given);

/** Every address of these chunks fails as long as the line is down, and those that failed then fail for good. */
async function remembering(page: Page, chunks = /\/widget\/[^/]+\.js/) {
  const failed = new Set<string>();
  const line = { down: true, failed };
  await page.route(chunks, async (route) => {
    const url = route.request().url();
    if (line.down) failed.add(url);
    if (failed.has(url)) await route.abort();
    else await route.continue();
  });
  return line;
}

test("after failures every file is asked for again by the next click, and everything works", async ({
  page,
  bare,
}) => {
  const site = await bare(html);
  const line = await remembering(page);
  await page.goto(site.origin);
  await page.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert").first()).toBeVisible();
  await page.getByRole("button", { name: "Feedback", exact: true }).click();
  await expect(page.getByRole("button", { name: "Could not load. Try again." })).toBeVisible();
  line.down = false;
  await page.getByRole("button", { name: "Could not load. Try again." }).click();
  await expect(panel(page)).toBeVisible();
  await close(page);
  await page.getByRole("main").getByRole("button", { name: "Yes", exact: true }).click();
  await expect(page.getByText("Thank you for your answer.")).toBeVisible();
  const dialog = await open(page, "Report");
  await expect(dialog.getByLabel("What went wrong?")).toBeVisible();
  const failed = new Set([...line.failed].map((url) => /widget\/([a-z]+)-/.exec(url)?.[1]));
  expect(failed).toEqual(new Set(["recorder", "panel", "en"]));
});

for (const [tab, label] of [
  ["Report", "What went wrong?"],
  ["Suggest", "In a few words"],
] as const) {
  test(`the ${tab} tab comes by the next click after its file has failed`, async ({ page, bare }) => {
    const site = await bare(html);
    // The panel and its words come; what its tabs are made of does not.
    const line = await remembering(page, /\/widget\/(report|suggest|yours|tabs-)[^/]*\.js/);
    await page.goto(site.origin);
    await page.getByRole("button", { name: "Feedback", exact: true }).click();
    await panel(page).getByRole("tab", { name: tab }).click();
    await expect(panel(page).getByText("This didn’t load.")).toBeVisible();
    line.down = false;
    await panel(page).getByRole("tab", { name: tab }).click();
    await expect(panel(page).getByLabel(label)).toBeVisible();
    expect(line.failed.size).toBeGreaterThan(0);
  });
}

test("a host that opens a tab whose file fails gets the panel, which says so and tries again", async ({
  page,
  bare,
}) => {
  const site = await bare(html);
  await page.goto(site.origin);
  await recorded(page);
  let down = true;
  let pending = 0;
  await page.route(/widget\/report-/, (route) => (down ? route.abort() : route.continue()));
  page.on("request", (request) => {
    if (request.url().includes("/widget/report-")) pending += 1;
  });
  page.on("requestfailed", (request) => {
    if (request.url().includes("/widget/report-")) pending -= 1;
  });
  const ahead = page.waitForResponse(/widget\/yours-/);
  await call(page, "open", "report");
  await expect(panel(page).getByRole("tab", { name: "Report" })).toHaveAttribute("aria-selected", "true");
  await expect(panel(page).getByText("This didn’t load.")).toBeVisible();
  // The panel loads all tabs in advance, this one again: who tries again meanwhile waits for that attempt.
  await ahead;
  await expect.poll(() => pending).toBe(0);
  down = false;
  await panel(page).getByRole("button", { name: "Try again" }).press("Enter");
  await expect(panel(page).getByLabel("What went wrong?")).toBeFocused();
  await close(page);
  await expect(page.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();
});

test("whom the host names while nothing can be reached is named once the network is back, and nothing is left unhandled", async ({
  page,
  context,
  bare,
}) => {
  const site = await bare(html);
  const line = await remembering(page);
  const unhandled: string[] = [];
  page.on("pageerror", (error) => unhandled.push(String(error)));
  await page.goto(site.origin);
  const failed = page.waitForEvent("requestfailed", (request) => request.url().includes("/widget/panel-"));
  await call(page, "identify", `a.${btoa(JSON.stringify({ sub: "ada" }))}.c`);
  await failed;
  await context.setOffline(true);
  line.down = false;
  const named = page.waitForRequest(/\/identify$/);
  await context.setOffline(false);
  await named;
  expect(unhandled).toEqual([]);
});

test("open and close while the panel is on its way end closed", async ({ page, bare, watched }) => {
  const site = await bare(html);
  for (const [chunk, tab] of [
    ["panel", "requests"],
    ["report", "report"],
  ] as const) {
    const file = await hold(page, chunk);
    await page.goto(site.origin);
    await recorded(page);
    await call(page, "open", tab);
    await file.asked;
    await call(page, "close");
    await file.go();
    // What is answered by the server comes after everything that waited for the file.
    await page.evaluate(async () => {
      const { yousaid } = window as unknown as Host;
      await (yousaid("identify", "rubbish") as Promise<unknown>).catch(() => {});
    });
    await expect(page.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();
    await expect(panel(page)).toBeHidden();
    await page.unrouteAll();
  }
  watched.clean("401");
});

test("a tab that comes late does not take the place of one that was clicked after it", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(html);
  const file = await hold(page, "report");
  await page.goto(site.origin);
  const dialog = await open(page, "Report");
  await file.asked;
  await dialog.getByRole("tab", { name: "Suggest" }).click();
  await expect(dialog.getByLabel("In a few words")).toBeVisible();
  await file.go();
  await recorded(page);
  await expect(dialog.getByLabel("In a few words")).toBeVisible();
  await expect(dialog.getByRole("tab", { name: "Suggest" })).toHaveAttribute("aria-selected", "true");
  watched.clean();
});

test("another language that is chosen while the Report tab is open is spoken everywhere", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(html);
  await page.goto(site.origin);
  const dialog = await open(page, "Report");
  await dialog.getByLabel("What went wrong?").fill("Text");
  await call(page, "setLocale", "de");
  await expect(dialog.getByLabel("Was ist schiefgegangen?")).toHaveValue("Text");
  await dialog.getByRole("tab", { name: "Vorschlagen" }).click();
  await expect(dialog.getByLabel("In wenigen Worten")).toBeVisible();
  await call(page, "setLocale", "en");
  await expect(dialog.getByLabel("In a few words")).toBeVisible();
  await expect(dialog.getByRole("tab", { name: "Report" })).toBeVisible();
  watched.clean();
});

/** Holds the files of a name back; gives back how to let them go. */
async function hold(
  page: Page,
  chunk: string,
): Promise<{ asked: Promise<unknown>; go: () => Promise<void> }> {
  let open = () => {};
  const gate = new Promise<void>((done) => {
    open = done;
  });
  const over: Promise<void>[] = [];
  await page.route(`**/widget/${chunk}-*.js*`, (route) => {
    const sent = gate.then(() => route.continue());
    over.push(sent);
    return sent;
  });
  return {
    asked: page.waitForRequest(new RegExp(`/widget/${chunk}-`)),
    go: async () => {
      open();
      await Promise.all(over);
      // A module that is asked for again resolves after everybody who already waits for it.
      for (const name of await page.evaluate(() =>
        performance.getEntriesByType("resource").map((one) => one.name),
      ))
        if (name.includes(`/widget/${chunk}-`)) await page.evaluate((url) => import(url), name);
    },
  };
}

for (const chunk of ["recorder", "panel", "en", "report", "suggest", "tabs-en"]) {
  test(`destroy while the ${chunk} file is on its way leaves nothing, and a new tag makes one widget`, async ({
    page,
    bare,
    server,
    project,
    watched,
  }) => {
    const site = await bare(html);
    await page.addInitScript(() => {
      const { fetch, history } = window;
      const { error } = console;
      Object.assign(window, {
        untouched: () =>
          window.fetch === fetch &&
          console.error === error &&
          history.pushState === History.prototype.pushState,
      });
    });
    const file = await hold(page, chunk);
    await page.goto(site.origin);
    if (chunk !== "recorder") await recorded(page);
    await call(page, "open", chunk === "suggest" ? "suggest" : "report");
    await file.asked;
    await call(page, "destroy");
    await file.go();
    await expect(page.locator("yousaid-widget, yousaid-panel")).toHaveCount(0);
    await expect(page.getByText("Was this helpful?")).toHaveCount(0);
    expect(await page.evaluate(() => (window as unknown as { untouched: () => boolean }).untouched())).toBe(
      true,
    );
    await page.evaluate(
      ([src, key]) => {
        const tag = document.createElement("script");
        Object.assign(tag, { src, async: true });
        tag.dataset.project = key;
        document.body.append(tag);
      },
      [`${server.origin}/widget.js`, project.widget_key],
    );
    await open(page, "Suggest");
    await expect(panel(page)).toHaveCount(1);
    await close(page);
    await expect(page.getByRole("button", { name: "Feedback", exact: true })).toHaveCount(1);
    await expect(page.getByText("Was this helpful?")).toHaveCount(1);
    watched.clean();
  });
}

test("destroy before the page has a body leaves nothing", async ({
  page,
  bare,
  server,
  project,
  watched,
}) => {
  const tag = `<script src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
  const site = await bare(
    html.replace("__TAG__", "").replace("</head>", `${tag}<script>yousaid("destroy")</script></head>`),
  );
  await page.goto(site.origin);
  await recorded(page);
  expect(await page.evaluate(() => "yousaid" in window)).toBe(false);
  await expect(page.locator("yousaid-widget")).toHaveCount(0);
  await expect(page.getByText("Was this helpful?")).toHaveCount(0);
  watched.clean();
});
