// Unsent input survives what is not a navigation: anchors, queries, repeated settings; and tabs notice each other.
// Redrawing is not checked by sight: the test counts the calls.
import type { Page } from "@playwright/test";
import { answer, open, panel, recorded, vote } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { hold } from "./line.ts";

const html = `<!doctype html><html lang="en"><head><title>Drafts</title></head><body>
<main><h1>Drafts</h1><div data-yousaid-helpful></div><div data-yousaid-requests></div><h2 id="part">Part</h2></main>
__TAG__</body></html>`;
type Host = { yousaid: (name: string, ...given: unknown[]) => unknown };

/** Begins a comment on an unhelpful answer. */
async function begin(page: Page) {
  const main = page.getByRole("main");
  await answer(main, false, "Hard to understand");
  await main.getByLabel("Anything to add?").fill("Half a thought");
}
const draft = (page: Page) => page.getByRole("main").getByLabel("Anything to add?");

for (const [what, change] of [
  ["an anchor is followed", () => location.assign("#part")],
  ["a scroll-spy writes anchors", () => history.replaceState(null, "", "#part")],
  ["a search is written into the query", () => history.replaceState(null, "", "?q=words")],
  ["the same address is pushed again", () => history.pushState(null, "", location.href)],
  [
    "the host says the same screen again",
    () => void (window as unknown as Host).yousaid("context", { screen: null }),
  ],
] as const) {
  test(`a comment that is being written stays, and nothing is loaded again, when ${what}`, async ({
    page,
    bare,
    watched,
  }) => {
    const site = await bare(html);
    await page.goto(`${site.origin}/page`);
    await recorded(page);
    await begin(page);
    await recorded(page);
    let lists = 0;
    page.on("request", (request) => {
      if (/\/requests\?/.test(request.url())) lists++;
    });
    await page.evaluate(change);
    await recorded(page);
    await expect(draft(page)).toHaveValue("Half a thought");
    expect(lists).toBe(0);
    watched.clean();
  });
}

test("a hash router's screens are screens, and a comment is there again when the visitor comes back", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(html);
  await page.goto(`${site.origin}/#/orders`);
  await recorded(page);
  await begin(page);
  await page.evaluate(() => {
    location.hash = "#/invoices";
  });
  const main = page.getByRole("main");
  await expect(main.getByRole("button", { name: "No", exact: true })).toHaveAttribute(
    "aria-pressed",
    "false",
  );
  await page.evaluate(() => {
    location.hash = "#/orders";
  });
  await expect(main.getByRole("button", { name: "No", exact: true })).toHaveAttribute("aria-pressed", "true");
  // The same answer again asks on, and takes back nothing that was said with it.
  await main.getByRole("button", { name: "No", exact: true }).click();
  await expect(main.getByRole("button", { name: "Hard to understand" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(draft(page)).toHaveValue("Half a thought");
  const sent = page.waitForRequest(/\/answers$/);
  await main.getByRole("button", { name: "Yes", exact: true }).click();
  expect((await sent).postDataJSON().screen.route).toBe("/orders");
  watched.clean();
});

test("what one tab does the other shows, and neither forgets what the other has answered", async ({
  page,
  context,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(html);
  const body = { kind: "feature", title: "Dark mode", public: true, screen: { route: "/one" } };
  await team.client.request("POST", `/v1/projects/${project.id}/requests` as string, { body });
  const other = await context.newPage();
  await page.goto(`${site.origin}/one`);
  await other.goto(`${site.origin}/two`);
  for (const tab of [page, other]) await recorded(tab);
  await open(other, "Requests");
  await panel(other).getByText("Everywhere").click();
  await expect(panel(other).getByRole("button", { name: "Vote for “Dark mode”" })).toBeVisible();
  await vote(page, "Dark mode");
  await expect(panel(other).getByRole("button", { name: "Remove your vote for “Dark mode”" })).toBeVisible();
  await other.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await answer(page.getByRole("main"), true);
  await answer(other.getByRole("main"), false);
  for (const tab of [page, other]) await tab.reload();
  await expect(page.getByRole("button", { name: "Yes", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(other.getByRole("button", { name: "No", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  watched.clean();
});

test("Yours with a token that is no longer valid says that there is nothing", async ({
  page,
  bare,
  team,
  project,
}) => {
  const site = await bare(html);
  await page.goto(site.origin);
  await answer(page.getByRole("main"), true);
  const path = `/v1/projects/${project.id}/visitors` as string;
  const { data } = await team.client.request<{ items: { id: string }[] }>("GET", path);
  await team.client.request("DELETE", `${path}/${data.items[0]?.id}` as string);
  const dialog = await open(page, "Yours");
  await expect(dialog.getByText("Your votes, suggestions and reports will appear here.")).toBeVisible();
  await expect(dialog.getByLabel("Loading")).toHaveCount(0);
});

test("a full outbox says so and keeps what it has promised", async ({ page, context, bare, project }) => {
  const site = await bare(html);
  await page.goto(site.origin);
  await recorded(page);
  await open(page, "Suggest");
  const name = `yousaid:${project.widget_key}:outbox`;
  await page.evaluate((name) => {
    const parcels = Array.from({ length: 20 }, (_, i) => ({
      method: "POST",
      path: "/requests",
      body: { kind: "feature", title: `Promised ${i}` },
      once: crypto.randomUUID(),
      title: `Promised ${i}`,
      at: i,
    }));
    localStorage.setItem(name, JSON.stringify(parcels));
  }, name);
  await context.setOffline(true);
  await panel(page).getByLabel("In a few words").fill("One more");
  await panel(page).getByRole("button", { name: "Send suggestion" }).click();
  await expect(
    panel(page).getByText("Too many messages are already waiting to be sent.", { exact: false }),
  ).toBeVisible();
  await expect(panel(page).getByLabel("In a few words")).toHaveValue("One more");
  const titles = await page.evaluate(
    (name) =>
      (JSON.parse(localStorage.getItem(name) ?? "[]") as { title: string }[]).map(({ title }) => title),
    name,
  );
  expect(titles).toEqual(Array.from({ length: 20 }, (_, i) => `Promised ${i}`));
});

for (const [tab, field, button, thanks, path] of [
  ["Report", "What went wrong?", "Send report", /^Thank you\. We’ve received report \d+\.$/, "reports"],
  [
    "Suggest",
    "In a few words",
    "Send suggestion",
    /^Thank you\. We’ve added it as number \d+, with your vote\.$/,
    "requests",
  ],
] as const) {
  test(`what ${tab} has on its way is not sent again from a tab that was left, and what is written meanwhile stays`, async ({
    page,
    bare,
    watched,
  }) => {
    const site = await bare(html);
    await page.goto(site.origin);
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith(`/${path}`)) sent.push(request.url());
    });
    const line = await hold(page, (url) => url.pathname.endsWith(`/${path}`) && !url.search);
    const dialog = await open(page, tab);
    await dialog.getByLabel(field).fill("The first one");
    await dialog.getByRole("button", { name: button }).click();
    await open(page, "Yours");
    await open(page, tab);
    await expect(dialog.getByRole("button", { name: "Sending…" })).toBeVisible();
    await dialog.getByLabel(field).fill("The second one");
    await dialog.getByLabel(field).press("Enter");
    line.open();
    await expect(dialog.getByText(thanks)).toBeVisible();
    await dialog.getByRole("button", { name: / something else$/ }).click();
    await expect(dialog.getByLabel(field)).toHaveValue("The second one");
    expect(sent.length).toBe(1);
    watched.clean();
  });
}
