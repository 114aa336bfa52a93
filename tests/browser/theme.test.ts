// The widget's look on the host's page: readable however the theme is switched, in the project's accent, in both directions.
// Independent of how a theme is detected: it compares computed styles.
import type { Locator, Page } from "@playwright/test";
import { open, panel, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { plain, question, themed, themes } from "./pages.ts";

/** Whether an element of ours is drawn for a dark or a light ground. */
const scheme = (where: Locator) =>
  where.evaluate((el) => getComputedStyle(el).colorScheme.replace("light dark", "unknown"));

const asks = (page: Page) => page.getByText("Was this helpful?");
const launcher = (page: Page) => page.getByRole("button", { name: "Feedback", exact: true });

for (const name of Object.keys(themes) as (keyof typeof themes)[]) {
  for (const painted of ["body", "main"] as const) {
    test(`${name} switches the theme of a page painted on its ${painted}, and the widget follows`, async ({
      page,
      bare,
      watched,
    }) => {
      const site = await bare(themed(name, { painted, transition: "0.2s" }));
      await page.goto(site.origin);
      await recorded(page);
      for (const [button, expected] of [
        ["Dark", "dark"],
        ["Light", "light"],
        ["Dark", "dark"],
      ] as const) {
        await page.getByRole("button", { name: button }).click();
        await expect.poll(() => scheme(asks(page))).toBe(expected);
        await expect.poll(() => scheme(launcher(page))).toBe(expected);
      }
      await open(page, "Requests");
      await expect.poll(() => scheme(panel(page))).toBe("dark");
      watched.clean();
    });
  }
}

for (const [what, body, expected] of [
  ["a dark gradient", `<main style="background:linear-gradient(90deg,#111,#333)">${question}</main>`, "dark"],
  ["a colour in a new notation", `<main style="background:oklch(0.2 0.02 230)">${question}</main>`, "dark"],
  ["a mixed colour", `<main style="background:color-mix(in srgb,#000 90%,#fff)">${question}</main>`, "dark"],
  [
    "a dark layer beside it",
    `<main style="position:relative"><div style="position:absolute;inset:0;background:#111"></div>
     <div style="position:relative;color:#eee">${question}</div></main>`,
    "dark",
  ],
  [
    "a picture under light text",
    `<main style="background:url(/dark.png);color:#eee">${question}</main>`,
    "dark",
  ],
  [
    "a light card covered by a dark bar",
    `<main style="background:#fff">${question}</main><div style="position:fixed;inset:0 0 auto;height:90px;background:#111"></div>`,
    "light",
  ],
  [
    "a dark card out of sight",
    `<div style="height:3000px"></div><main style="background:#111">${question}</main>`,
    "dark",
  ],
] as const) {
  test(`the question can be read on ${what}`, async ({ page, bare }) => {
    const site = await bare(plain(body));
    await page.goto(site.origin);
    await recorded(page);
    await expect.poll(() => scheme(asks(page))).toBe(expected);
  });
}

test("the launcher takes the accent of the tag at once, and the project's when the panel knows it", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, { body: { accent: "#c2185b" } });
  const mark = () => launcher(page).evaluate((el) => getComputedStyle(el, "::before").color);
  const site = await bare({
    "/": plain("<main><h1>Accent</h1></main>"),
    "/tag": plain("<main><h1>Accent</h1></main>").replace(
      "__TAG__",
      "__TAG__<script>document.querySelector('script[data-project]').dataset.accent='#1a237e'</script>",
    ),
  });
  await page.goto(site.origin);
  const own = await mark();
  await open(page, "Requests");
  await page.keyboard.press("Escape");
  await expect(launcher(page)).toBeVisible();
  const project_ = await mark();
  expect(project_).not.toBe(own);
  await page.goto(`${site.origin}/tag`);
  await recorded(page);
  expect([own, project_]).not.toContain(await mark());
  watched.clean();
});

test("on a page from right to left English reads from left to right", async ({ page, bare, watched }) => {
  const site = await bare(
    plain(`<main><h1>כותרת</h1>${question}</main>`).replace('lang="en"', 'lang="he" dir="rtl"'),
  );
  await page.goto(site.origin);
  await recorded(page);
  /** Where the first and the last sign of a text are drawn. */
  const ends = (where: Locator) =>
    where.evaluate((el) => {
      const text = el.firstChild as Text;
      return [0, text.length - 1].map((at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().x;
      }) as [number, number];
    });
  const [first, last] = await ends(asks(page));
  expect(first).toBeLessThan(last);
  expect((await launcher(page).boundingBox())?.x).toBe(16);
  await page.screenshot({ path: "../artefacts/pictures/rtl-closed.png" });
  await page.getByRole("main").getByRole("button", { name: "No", exact: true }).click();
  const thanks = page.getByRole("main").getByText("Thank you for your answer.");
  const [start, end] = await ends(thanks);
  expect(start).toBeLessThan(end);
  await page.screenshot({ path: "../artefacts/pictures/rtl-answered.png" });
  const dialog = await open(page, "Suggest");
  expect((await dialog.boundingBox())?.x).toBe(16);
  await page.screenshot({ path: "../artefacts/pictures/rtl-suggest.png" });
  watched.clean();
});

test("a click while the network is gone is done when it is back, and nothing says any more that it failed", async ({
  page,
  context,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(plain(`<main><h1>Tunnel</h1>${question}</main>`));
  await page.goto(site.origin);
  await recorded(page);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await launcher(page).click();
  await expect(page.getByRole("button", { name: /^Could not load/ })).toBeVisible();
  const sent = page.waitForResponse(/\/answers$/);
  await context.setOffline(false);
  expect((await sent).ok()).toBe(true);
  await expect(page.getByRole("main").getByText("Thank you for your answer.")).toBeVisible();
  await expect(panel(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(launcher(page)).toBeVisible();
  await expect(page.getByText(/Could not load/)).toHaveCount(0);
  // Later changes of the network do nothing more.
  await context.setOffline(true);
  await context.setOffline(false);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  await expect(panel(page)).toBeHidden();
  const screens = await team.client.request<{ items: { helpful: number }[] }>(
    "GET",
    `/v1/projects/${project.id}/screens` as string,
  );
  expect(screens.data.items.map((one) => one.helpful)).toEqual([1]);
  watched.clean("net::ERR_INTERNET_DISCONNECTED", "dynamically imported module");
});
