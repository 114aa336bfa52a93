// The cost of the tag on a page without clicks: two files, no call, no storage, no shift, and complete removal on request.
// Measures only the shipped files.
import { brotliCompressSync, constants } from "node:zlib";
import type { Page, Request } from "@playwright/test";
import { answer, close, open, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";

const article = `<!doctype html><html lang="en"><title>Article</title><body><main><h1>Article</h1>
<p>Text before.</p><div data-yousaid-helpful></div><p>Text after.</p></main>__TAG__</body></html>`;

/** Requests of a page to the Yousaid server. */
function calls(page: Page, origin: string): Request[] {
  const seen: Request[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(origin)) seen.push(request);
  });
  return seen;
}

test("before anyone acts the tag loads two files of 9 kB at most, calls no API and keeps nothing", async ({
  page,
  context,
  bare,
  server,
  watched,
}) => {
  const site = await bare(article);
  const seen = calls(page, server.origin);
  await page.goto(site.origin);
  await recorded(page);
  const names = seen.map((request) => new URL(request.url()).pathname);
  expect(names).toHaveLength(2);
  expect(names[0]).toBe("/widget.js");
  expect(names[1]).toMatch(/^\/widget\/recorder-[\w-]+\.js$/);
  let bytes = 0;
  for (const request of seen) {
    const body = await (await request.response())?.body();
    if (body) bytes += brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  }
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThanOrEqual(9000);
  expect(await context.cookies()).toEqual([]);
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).length,
  }));
  expect(kept).toEqual({ local: [], session: [], databases: 0 });
  watched.clean();
});

test("opening the panel and reading keeps nothing; the first answer keeps a token and no cookie", async ({
  page,
  context,
  bare,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await open(page, "Requests");
  await close(page);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await answer(page.getByRole("main"), true);
  expect(await page.evaluate(() => Object.keys(localStorage).length)).toBeGreaterThan(0);
  expect(await context.cookies()).toEqual([]);
  watched.clean();
});

for (const [what, html] of [
  ["with the tag alone", article.replace("<div data-yousaid-helpful></div>", "")],
  [
    "with a question that has its height reserved",
    article.replace("helpful>", 'helpful style="min-height:44px">'),
  ],
] as const) {
  test(`a page ${what} does not shift and spends less than 50 ms on our scripts`, async ({
    page,
    context,
    bare,
    watched,
  }) => {
    const site = await bare(html);
    await page.addInitScript(() => {
      const seen = { shift: 0 };
      (window as unknown as { seen: typeof seen }).seen = seen;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    // Time on the processor and not on the clock: the machine may be busy with something else. All scripts together
    // staying under 50 ms is more than was promised, which is no single task over it.
    const meter = await context.newCDPSession(page);
    await meter.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(site.origin);
    await recorded(page);
    const { metrics } = await meter.send("Performance.getMetrics");
    const spent = metrics.find((metric) => metric.name === "ScriptDuration")?.value ?? Number.NaN;
    expect(spent * 1000).toBeLessThan(50);
    await open(page, "Requests");
    await close(page);
    expect(await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift)).toBe(0);
    watched.clean();
  });
}

test("the page can go into the back/forward cache and works when it comes back", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await recorded(page);
  await page.evaluate(() => {
    (window as unknown as { same: boolean }).same = true;
  });
  await page.goto(`${site.origin}/next`);
  // A page out of the cache is not loaded again, so there is no load to wait for.
  await page.goBack({ waitUntil: "commit" });
  expect(await page.evaluate(() => (window as unknown as { same?: boolean }).same)).toBe(true);
  await answer(page.getByRole("main"), true);
  watched.clean();
});

test("the page gets back everything when the widget is destroyed", async ({ page, bare, watched }) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await recorded(page);
  await open(page, "Report");
  await page.evaluate(() => (window as unknown as { yousaid: (name: string) => void }).yousaid("destroy"));
  await expect(page.getByRole("button", { name: "Feedback" })).toHaveCount(0);
  await expect(page.getByText("Was this helpful?")).toHaveCount(0);
  expect(await page.evaluate(() => "yousaid" in window)).toBe(false);
  expect(
    await page.evaluate(() => /native code/.test(String(fetch)) && /native code/.test(String(console.error))),
  ).toBe(true);
  watched.clean();
});
