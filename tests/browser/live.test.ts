// Two people of a team at their dashboards while visitors vote and suggest: what one sees, the other sees, without a reload.
// It refuses to wait for the pages' own clocks: what shows here was told.
import { login } from "./acts.ts";
import { boot } from "./boot.ts";
import { expect, test } from "./fixtures.ts";
import { found } from "./team.ts";

test("votes move in place for two people, and what is new announces itself", async ({
  page,
  browser,
  server,
  team,
  project,
  watched,
}) => {
  const path = `/v1/projects/${project.id}/requests` as string;
  const suggest = (title: string) =>
    team.client.request<{ id: string }>("POST", path, { body: { kind: "feature", title, public: true } });
  const first = (await suggest("Dark mode")).data.id;
  await suggest("Light mode");
  await team.allow(project, "https://kontor.example");
  const vote = async () => {
    const at = `${server.origin}/v1/p/${project.widget_key}/requests/${first}/vote`;
    const headers = { origin: "https://kontor.example", "content-type": "application/json" };
    expect((await fetch(at, { method: "PUT", headers, body: "{}" })).status).toBe(200);
  };

  const other = await browser.newContext({ colorScheme: "dark" });
  const pages = [page, await other.newPage()];
  for (const one of pages) {
    const stream = one.waitForResponse((answer) => answer.url().includes("/events"));
    await login(one, server.origin, team);
    await one.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
    await expect(one.getByText("Dark mode").first()).toBeVisible();
    expect((await stream).status()).toBe(200);
  }
  const row = (one: typeof page) => one.getByRole("link").filter({ hasText: "Dark mode" });
  const order = (one: typeof page) => one.locator(".rows .headline .row-title").allTextContents();
  for (const one of pages) {
    // Reading by themselves is what pages do as well; from here on it would not help them.
    await one.route(`**${path}?*`, (route) => route.abort());
    await one.keyboard.press("j");
  }
  const before = await order(page);
  const focus = () => page.evaluate(() => document.activeElement?.textContent);
  const held = await focus();
  for (let votes = 1; votes <= 3; votes += 1) {
    await vote();
    for (const one of pages) await expect(row(one).locator(".tally")).toContainText(`${votes}`);
  }
  await suggest("High contrast");
  await suggest("Sepia");
  for (const one of pages) await expect(one.getByRole("button", { name: "2 new" })).toBeVisible();
  expect(await order(page)).toEqual(before);
  expect(await focus()).toBe(held);

  for (const one of pages) {
    await one.unroute(`**${path}?*`);
    await one.getByRole("button", { name: "2 new" }).click();
    await expect(one.getByText("Sepia").first()).toBeVisible();
    await expect(one.getByRole("button", { name: /new$/ })).toHaveCount(0);
    await one.screenshot({ path: `../artefacts/pictures/live-${pages.indexOf(one)}.png` });
  }
  await other.close();
  watched.clean("401", "ERR_FAILED");
});

test("a page whose connection was cut hears of what it missed", async ({ page, context }) => {
  const server = await boot();
  try {
    const team = await found(server);
    const project = await team.project("Atelier Nord");
    const path = `/v1/projects/${project.id}/requests` as string;
    const body = { kind: "feature", title: "Dark mode", public: true };
    const { id } = (await team.client.request<{ id: string }>("POST", path, { body })).data;
    await team.allow(project, "https://kontor.example");
    await login(page, server.origin, team);
    const stream = page.waitForResponse((answer) => answer.url().includes("/events"));
    await page.goto(`${server.origin}/app/p/${project.id}/triage`);
    await expect(page.getByText("Dark mode").first()).toBeVisible();
    await stream;
    await page.route(`**${path}?*`, (route) => route.abort());
    await context.setOffline(true);
    const at = `${server.origin}/v1/p/${project.widget_key}/requests/${id}/vote`;
    const headers = { origin: "https://kontor.example", "content-type": "application/json" };
    expect((await fetch(at, { method: "PUT", headers, body: "{}" })).status).toBe(200);
    await context.setOffline(false);
    await expect(page.locator(".rows .tally")).toContainText("1");
  } finally {
    await server.stop();
  }
});
