// The inline question is drawn wherever its element is: on each load of each host, and as elements are added, moved and removed.
// A host passes only if every load has drawn it. YOUSAID_LOADS=100 is the long form, which prints the figures.
import type { BrowserContext, Page } from "@playwright/test";
import { recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { type Gate, gate, hold } from "./line.ts";
import { changing, late, plain, question } from "./pages.ts";

const long = process.env.YOUSAID_LOADS !== undefined;
const loads = Number(process.env.YOUSAID_LOADS ?? 5);
// In the long form one missing question does not end the count.
const patience = long ? 3_000 : 10_000;

/** Where each host has its question; of the first ones the long form loads all, of the others no more than 20. */
const places = {
  adminlte: { path: "/widgets/cards.html", loads },
  svelte: { path: "/", loads },
  swagger: { path: "/", loads },
  mkdocs: { path: "/guide/", loads: Math.min(loads, 20) },
  vitepress: { path: "/api-examples", loads: Math.min(loads, 20) },
  docusaurus: { path: "/docs/intro", loads: Math.min(loads, 20) },
  react: { path: "/orders/41", loads: Math.min(loads, 20) },
};

/** The question as people find it. */
const asked = (page: Page) => page.getByRole("group", { name: "Was this helpful?" });

/** Loads a page in a tab of its own, and says whether the question was drawn there. */
async function drawn(context: BrowserContext, load: (page: Page) => Promise<unknown>): Promise<boolean> {
  const page = await context.newPage();
  await load(page);
  await page.locator("[data-yousaid-helpful]").waitFor({ state: "attached" });
  const yes = await asked(page)
    .getByRole("button", { name: "Yes", exact: true })
    .waitFor({ timeout: patience })
    .then(
      () => true,
      () => false,
    );
  await page.close();
  return yes;
}

type Counts = { cold: number; warm: number };

/** Counts the loads that drew the question: as many in browsers that know nothing, and as many in one that has been there. */
async function count(
  times: number,
  fresh: () => Promise<BrowserContext>,
  load: (page: Page) => Promise<unknown>,
): Promise<Counts> {
  const counts = { cold: 0, warm: 0 };
  for (let i = 0; i < times; i++) {
    const context = await fresh();
    if (await drawn(context, load)) counts.cold += 1;
    await context.close();
  }
  const context = await fresh();
  await drawn(context, load);
  for (let i = 0; i < times; i++) if (await drawn(context, load)) counts.warm += 1;
  await context.close();
  return counts;
}

function tell(name: string, times: number, { cold, warm }: Counts): void {
  if (long)
    console.log(`${name}: the question was drawn in ${cold} cold and ${warm} warm loads, of ${times} each`);
}

for (const [name, place] of Object.entries(places)) {
  test(`each load of a ${name} site draws the question, cold and warm`, async ({ browser, host }) => {
    test.setTimeout(60_000 + place.loads * 2 * (patience + 3_000));
    const site = await host(name);
    const counts = await count(
      place.loads,
      () => browser.newContext(),
      (page) => page.goto(site.origin + place.path),
    );
    tell(name, place.loads, counts);
    expect(counts).toEqual({ cold: place.loads, warm: place.loads });
  });
}

test("each load of a page whose second half comes late draws the question, cold and warm", async ({
  browser,
  bare,
}) => {
  test.setTimeout(60_000 + loads * 2 * (patience + 3_000));
  let second: Gate = gate();
  const site = await bare({ "/": late(() => second) });
  const counts = await count(
    loads,
    () => browser.newContext(),
    async (page) => {
      second = gate();
      await page.goto(site.origin, { waitUntil: "commit" });
      await page.getByRole("button", { name: "Feedback", exact: true }).waitFor();
      second.open();
    },
  );
  tell("the late page", loads, counts);
  expect(counts).toEqual({ cold: loads, warm: loads });
});

for (const when of ["before the second chunk has come", "when everything has come"] as const) {
  /** Opens the page of changing elements in that state; the returned function lets the rest come. */
  const arrive = async (page: Page, address: string) => {
    const recorder = when.startsWith("before") ? await hold(page, "**/widget/recorder-*.js") : gate();
    await page.goto(address);
    await expect(page.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();
    if (!when.startsWith("before")) await recorded(page);
    return recorder.open;
  };
  const press = (page: Page, ...names: string[]) =>
    names.reduce(
      (before, name) => before.then(() => page.getByRole("button", { name, exact: true }).click()),
      Promise.resolve(),
    );

  for (const [what, acts] of [
    ["is added", ["Add"]],
    ["is marked after it was added", ["Mark"]],
    ["moves", ["Add", "Move"]],
    ["is replaced by a re-render", ["Add", "Replace"]],
    ["moves and is replaced", ["Add", "Move", "Replace"]],
    ["is emptied by the host", ["Add", "Clear"]],
    ["goes and a new one comes", ["Add", "Remove", "Add"]],
    ["goes and comes again", ["Add", "Remove", "Return"]],
  ] as const) {
    test(`an element that ${what} ${when} holds the question and takes an answer`, async ({
      page,
      bare,
      watched,
    }) => {
      const site = await bare(changing);
      const rest = await arrive(page, site.origin);
      await press(page, ...acts);
      await expect(asked(page)).toBeVisible();
      await expect(asked(page)).toHaveCount(1);
      rest();
      await asked(page).getByRole("button", { name: "Yes", exact: true }).click();
      await expect(page.getByText("Thank you for your answer.")).toBeVisible();
      watched.clean();
    });
  }

  test(`an element that changes after each look ${when} is drawn each time`, async ({
    page,
    bare,
    watched,
  }) => {
    const site = await bare(changing);
    const rest = await arrive(page, site.origin);
    for (const acts of [
      ["Add"],
      ["Replace"],
      ["Move"],
      ["Remove", "Return"],
      ["Replace"],
      ["Remove", "Add"],
    ]) {
      await press(page, ...acts);
      await expect(asked(page)).toBeVisible();
    }
    rest();
    await expect(asked(page)).toHaveCount(1);
    watched.clean();
  });
}

test("the rows of a list that comes late all hold their question", async ({ page, bare }) => {
  const site = await bare(
    plain(`<main><button type="button">Load</button><ul></ul></main>
<script>document.querySelector("button").addEventListener("click", () => {
  document.querySelector("ul").innerHTML = Array.from({ length: 30 },
    (_, i) => \`<li data-yousaid-helpful data-yousaid-object="row:\${i}">Row \${i} </li>\`).join("");
})</script>`),
  );
  await page.goto(site.origin);
  await page.getByRole("button", { name: "Load" }).click();
  await expect(asked(page)).toHaveCount(30);
});

test("a tag in the head, before there is a body, draws the question", async ({ page, bare, watched }) => {
  const site = await bare(plain(question, "head"));
  await page.goto(site.origin);
  await expect(asked(page)).toBeVisible();
  watched.clean();
});
