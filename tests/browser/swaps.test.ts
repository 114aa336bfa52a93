// Elements and pages that appear late, move or are replaced: question, launcher and panel are still present.
// No waiting for time: the test waits for the expected state.
import type { Page } from "@playwright/test";
import { answer, close, open, panel, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";

const shell = (body: string, head = "") =>
  `<!doctype html><html lang="en"><head><title>Swaps</title>${head}</head><body>${body}</body></html>`;
const slot = `<div data-yousaid-helpful></div>`;
const asked = (page: Page) => page.getByText("Was this helpful?");
type Host = { yousaid: (name: string, ...given: unknown[]) => unknown };

test("a question in the half of the page that comes 200 ms later is drawn", async ({
  page,
  bare,
  watched,
}) => {
  const late = `<script>setTimeout(() => { const el = document.createElement("div");
    el.innerHTML = '<main><div data-yousaid-helpful></div></main>'; document.body.append(el) }, 200)</script>`;
  const site = await bare(shell(`<h1>Early</h1>__TAG__${late}`));
  for (const how of ["goto", "reload", "reload"] as const) {
    if (how === "goto") await page.goto(site.origin);
    else await page.reload();
    await expect(asked(page)).toHaveCount(1);
  }
  await answer(page.getByRole("main"), true);
  watched.clean();
});

test("a question that comes while the second file is on its way is drawn without it", async ({
  page,
  bare,
}) => {
  await page.route("**/widget/recorder-*.js", () => {});
  const site = await bare(shell("<main></main>__TAG__"));
  await page.goto(site.origin, { waitUntil: "domcontentloaded" });
  await expect(page.getByRole("button", { name: "Feedback" })).toBeVisible();
  await page.evaluate((html) => {
    (document.querySelector("main") as Element).innerHTML = html;
  }, slot);
  await expect(asked(page)).toHaveCount(1);
  await page.evaluate(() => {
    const next = document.createElement("body");
    next.innerHTML = "<main><div data-yousaid-helpful></div></main>";
    document.documentElement.replaceChild(next, document.body);
  });
  await expect(page.getByRole("button", { name: "Feedback" })).toBeVisible();
  await expect(asked(page)).toHaveCount(1);
});

for (const [how, ...acts] of [
  ["is replaced by a copy", `const el = document.querySelector("#q"); el.replaceWith(el.cloneNode(true))`],
  ["moves to another parent", `document.querySelector("aside").append(document.querySelector("#q"))`],
  [
    "goes and comes back",
    `held = document.querySelector("#q"); held.remove()`,
    `document.querySelector("main").append(held)`,
  ],
  ["is emptied", `document.querySelector("#q").replaceChildren()`],
  [
    "is drawn again with its parent",
    `const main = document.querySelector("main"); main.innerHTML = main.innerHTML`,
  ],
  [
    "gets its attribute later",
    `document.querySelector("#q").removeAttribute("data-yousaid-helpful")`,
    `document.querySelector("#q").setAttribute("data-yousaid-helpful", "")`,
  ],
]) {
  for (const tag of ["div", "li"]) {
    test(`a question in a ${tag} that ${how} can be answered`, async ({ page, bare, watched }) => {
      const el = `<${tag} id="q" data-yousaid-helpful></${tag}>`;
      const site = await bare(shell(`<main>${el}</main><aside></aside><script>var held</script>__TAG__`));
      await page.goto(site.origin);
      await expect(asked(page)).toHaveCount(1);
      for (const [i, act] of acts.entries()) {
        await page.evaluate(`{ ${act} }; 0`);
        await expect(asked(page)).toHaveCount(i === acts.length - 1 ? 1 : 0);
      }
      await page.getByRole("button", { name: "Yes", exact: true }).click();
      await expect(page.getByText("Thank you for your answer.")).toBeVisible();
      watched.clean();
    });
  }
}

test("an element that loses its attribute shows again what the host has in it", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(shell(`<main><div id="q" data-yousaid-helpful>Write to us</div></main>__TAG__`));
  await page.goto(site.origin);
  await expect(asked(page)).toHaveCount(1);
  await page.evaluate(() => document.querySelector("#q")?.removeAttribute("data-yousaid-helpful"));
  await expect(asked(page)).toHaveCount(0);
  await expect(page.getByText("Write to us")).toBeVisible();
  watched.clean();
});

test("a component with a shadow root of its own keeps its contents and gets the question", async ({
  page,
  bare,
  watched,
}) => {
  const define = (name: string, inside: string) =>
    `customElements.define("${name}", class extends HTMLElement { constructor() { super();
      this.attachShadow({ mode: "open" }).innerHTML = "${inside}" } });`;
  const script = `<script>${define("own-card", "<p>A card</p><slot></slot>")}${define("own-box", "<p>A box</p>")}</script>`;
  const body = `<own-card data-yousaid-helpful></own-card><own-box data-yousaid-helpful></own-box>`;
  const site = await bare(shell(`<main>${body}</main>${script}__TAG__`));
  await page.goto(site.origin);
  await expect(asked(page)).toHaveCount(2);
  await expect(asked(page).first()).toBeVisible();
  await expect(asked(page).last()).toBeVisible();
  await expect(page.getByText("A card")).toBeVisible();
  await expect(page.getByText("A box")).toBeVisible();
  watched.clean();
});

test("a page that changes all the time and never rests gets its question", async ({
  page,
  bare,
  watched,
}) => {
  const busy = `<script>setInterval(() => { document.querySelector("#tick").textContent = Date.now() }, 5);
    setTimeout(() => { document.querySelector("main").innerHTML = '${slot}' }, 300)</script>`;
  const site = await bare(shell(`<p id="tick"></p><main></main>__TAG__${busy}`));
  await page.goto(site.origin);
  await expect(asked(page)).toHaveCount(1);
  watched.clean();
});

/** Swaps the whole body, as Turbo and view transitions do. */
const swap = (page: Page) =>
  page.evaluate(() => {
    const next = document.createElement("body");
    next.innerHTML = `<main><h1>Next</h1><div data-yousaid-helpful></div>
      <button data-yousaid-open="report">Something wrong?</button><a href="#yousaid">Feedback link</a></main>`;
    history.pushState(null, "", "/next");
    document.documentElement.replaceChild(next, document.body);
  });

test("after a swapped body the open panel is there with its draft, and everything opens it again", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(shell(`<main>${slot}</main>__TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  const dialog = await open(page, "Report");
  await dialog.getByLabel("What went wrong?").fill("Half a sentence");
  await swap(page);
  await expect(dialog.getByLabel("What went wrong?")).toHaveValue("Half a sentence");
  await expect(dialog).toBeVisible();
  await page.evaluate(() => (window as unknown as Host).yousaid("open", "report"));
  await expect(dialog.getByLabel("What went wrong?")).toHaveValue("Half a sentence");
  await close(page);
  await swap(page);
  await expect(page.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Something wrong?" }).click();
  await expect(dialog.getByLabel("What went wrong?")).toHaveValue("Half a sentence");
  await close(page);
  await swap(page);
  await page.getByRole("link", { name: "Feedback link" }).click();
  await expect(dialog).toBeVisible();
  await close(page);
  await answer(page.getByRole("main"), true);
  watched.clean();
});

test("a panel that is opened in the moment in which the body is swapped opens in the new one", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(shell(`<main>${slot}</main>__TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  await page.evaluate(() => void (window as unknown as Host).yousaid("open", "suggest"));
  await swap(page);
  await expect(panel(page).getByLabel("In a few words")).toBeVisible();
  watched.clean();
});
