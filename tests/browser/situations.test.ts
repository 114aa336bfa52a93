// The test situations themselves, without the widget: each really is what other tests assume.
// Does not test the widget, which other files do.
import { expect, test } from "./fixtures.ts";
import { modals, routers } from "./hosts/situations.js";
import { drop, gate, hold, slow, tab, win } from "./line.ts";
import { changing, late, plain, question, themed, themes } from "./pages.ts";

for (const name of modals) {
  test(`the ${name} modal opens, takes words and closes`, async ({ page, host, watched }) => {
    const site = await host("modals");
    await page.goto(`${site.origin}/${name}`);
    await page.getByRole("button", { name: "Edit profile" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit profile" });
    await dialog.getByLabel("Name").fill("Ada");
    await expect(dialog.getByLabel("Name")).toHaveValue("Ada");
    await dialog.getByRole("button", { name: "Close dialog" }).click();
    await expect(dialog).toBeHidden();
    watched.clean();
  });
}

for (const [name, folder] of [...routers.flatMap((one) => [one, `${one}-body`]), "astro"].map((one) => [
  one,
  one === "astro" ? "" : `/${one}`,
])) {
  test(`a visit with ${name} keeps the page and swaps its body`, async ({ page, host, watched }) => {
    const site = await host(name === "astro" ? "astro" : "swapped");
    await page.goto(`${site.origin}${folder}/`);
    const body = await page.evaluateHandle(() => document.body.firstElementChild);
    await page.evaluate(() => Object.assign(window, { kept: true }));
    await page.getByRole("link", { name: "To the second page" }).click();
    await expect(page.getByRole("heading", { name: "Second page" })).toBeVisible();
    expect(await page.evaluate(() => "kept" in window)).toBe(true);
    expect(await body.evaluate((el) => el?.isConnected)).toBe(false);
    watched.clean();
  });
}

test("the second half of a late page comes when its gate opens, and not before", async ({
  page,
  bare,
  watched,
}) => {
  const second = gate();
  const site = await bare({ "/": late(() => second, "<p>The rest</p>") });
  await page.goto(site.origin, { waitUntil: "commit" });
  await expect(page.getByRole("heading", { name: "Late" })).toBeVisible();
  await expect(page.getByText("The rest")).toHaveCount(0);
  expect(await page.evaluate(() => document.readyState)).toBe("loading");
  second.open();
  await expect(page.getByText("The rest")).toBeVisible();
  watched.clean();
});

test("pages of one site stand at their own paths", async ({ page, bare }) => {
  const site = await bare({ "/": plain("<p>Home</p>"), "/deep/page": plain("<p>Deep</p>") });
  await page.goto(`${site.origin}/deep/page`);
  await expect(page.getByText("Deep")).toBeVisible();
  expect((await page.goto(`${site.origin}/none`))?.status()).toBe(404);
});

test("the question of a changing page comes, moves, is replaced and goes", async ({ page, bare }) => {
  const site = await bare(changing);
  await page.goto(site.origin);
  const question = page.locator("[data-yousaid-helpful]");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  await press("Add");
  const first = await question.elementHandle();
  await press("Move");
  await expect(page.getByRole("region", { name: "Two" }).locator("[data-yousaid-helpful]")).toHaveCount(1);
  expect(await first?.evaluate((el) => el.isConnected)).toBe(true);
  await press("Replace");
  expect(await first?.evaluate((el) => el.isConnected)).toBe(false);
  await expect(question).toHaveCount(1);
  await press("Remove");
  await expect(question).toHaveCount(0);
  await press("Mark");
  await expect(question).toHaveCount(1);
});

for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
  test(`a host with ${theme} turns dark and light again`, async ({ page, bare }) => {
    const site = await bare(themed(theme, { transition: "0.3s" }));
    await page.goto(site.origin);
    const body = page.locator("body");
    await page.getByRole("button", { name: "Dark", exact: true }).click();
    await expect(body).toHaveCSS("background-color", "rgb(17, 17, 17)");
    await page.getByRole("button", { name: "Light", exact: true }).click();
    await expect(body).toHaveCSS("background-color", "rgb(255, 255, 255)");
  });
}

test("a dropped answer was acted on by the server and is a failure for the page", async ({
  page,
  bare,
  project,
  server,
  team,
}) => {
  const site = await bare(plain(question));
  await page.goto(site.origin);
  const lost = await drop(page, "**/v1/**", 1);
  const ask = () =>
    page.evaluate(
      async ({ origin, key }) => {
        const headers = { "content-type": "application/json", "idempotency-key": "the-same" };
        const body = JSON.stringify({ screen: { route: "/" }, helpful: true });
        const answer = await fetch(`${origin}/v1/p/${key}/answers`, { method: "PUT", headers, body }).catch(
          () => undefined,
        );
        return answer?.ok ?? "no answer";
      },
      { origin: server.origin, key: project.widget_key },
    );
  expect(await ask()).toBe("no answer");
  expect(lost.requests).toHaveLength(1);
  type Row = { route: string; helpful: number };
  const { data } = await team.client.request<{ items: Row[] }>(
    "GET",
    `/v1/projects/${project.id}/screens` as string,
  );
  expect(data.items.map(({ route, helpful }) => [route, helpful])).toEqual([["/", 1]]);
});

test("a held request waits for its gate, and a slow line still answers", async ({ page, bare, server }) => {
  const site = await bare(plain(question));
  await page.goto(site.origin);
  await slow(page);
  const held = await hold(page, "**/widget.js");
  const order: string[] = [];
  const answer = page.evaluate(
    (origin) => fetch(`${origin}/widget.js`, { mode: "no-cors" }).then(() => "answered"),
    server.origin,
  );
  answer.then((said) => order.push(said));
  order.push("opened");
  held.open();
  expect(await answer).toBe("answered");
  expect(order).toEqual(["opened", "answered"]);
});

test("a second tab and a second window share the storage of the first", async ({ page, bare }) => {
  const site = await bare(plain(question));
  await page.goto(site.origin);
  await page.evaluate(() => localStorage.setItem("mark", "here"));
  for (const other of [await tab(page), await win(page)]) {
    expect(await other.evaluate(() => localStorage.getItem("mark"))).toBe("here");
  }
});
