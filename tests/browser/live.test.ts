// Two members at their dashboards while visitors vote and suggest: both see every change without a reload.
// Does not wait for polling: what is checked here was sent by the event stream.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { boot } from "./boot.ts";
import { expect, test } from "./fixtures.ts";
import { found } from "./team.ts";

/** Makes the page report each error of its event stream to the test. */
const reporting = (page: Page) =>
  page.addInitScript(() => {
    const { EventSource } = window;
    window.EventSource = class extends EventSource {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener("error", () => console.info("stream error"));
      }
    };
  });
/** Waits until the page itself has seen the next error of its event stream. */
const noticed = (page: Page) => page.waitForEvent("console", (message) => message.text() === "stream error");

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

test("a list is polled only while the event stream is not open", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const path = `/v1/projects/${project.id}/requests` as string;
  const body = { kind: "feature", title: "Dark mode", public: true };
  const { id } = (await team.client.request<{ id: string }>("POST", path, { body })).data;
  await team.allow(project, "https://kontor.example");
  const isList = (url: URL) => url.pathname === path;
  let reads = 0;
  page.on("request", (request) => {
    if (isList(new URL(request.url()))) reads += 1;
  });
  /** Lets so many seconds of the page's clock pass. The request at the end comes after all that the clock caused. */
  const pass = async (seconds: number) => {
    await page.clock.runFor(seconds * 1000);
    await page.evaluate(() => fetch("/v1/session").then((answer) => answer.status));
  };
  const readsWithin = async (seconds: number) => {
    const before = reads;
    await pass(seconds);
    return reads - before;
  };
  let votes = 0;
  /** Votes once more, and waits until the page shows it, which proves that its stream is open. */
  const voteShown = async () => {
    const at = `${server.origin}/v1/p/${project.widget_key}/requests/${id}/vote`;
    const headers = { origin: "https://kontor.example", "content-type": "application/json" };
    expect((await fetch(at, { method: "PUT", headers, body: "{}" })).status).toBe(200);
    votes += 1;
    await expect(page.locator(".rows .tally")).toContainText(`${votes}`);
    // An event that came before the list was there made the page read it within three seconds.
    await pass(4);
  };

  await reporting(page);
  await page.clock.install();
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.getByText("Dark mode").first()).toBeVisible();
  await voteShown();
  expect(await readsWithin(120)).toBe(0);

  await page.route("**/events*", (route) => route.fulfill({ status: 503 }));
  const refused = noticed(page);
  // The page opens its stream again when its tab becomes visible.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await refused;
  expect(await readsWithin(120)).toBeGreaterThan(1);

  await page.unroute("**/events*");
  const opened = page.waitForResponse((answer) => answer.url().includes("/events") && answer.ok());
  await page.clock.runFor(40_000);
  await opened;
  await voteShown();
  expect(await readsWithin(120)).toBe(0);
  watched.clean("401", "503");
});

test("a stream that opens after a refusal makes the page read what it may have missed", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const path = `/v1/projects/${project.id}/requests` as string;
  const body = { kind: "feature", title: "Dark mode", public: true };
  await team.client.request("POST", path, { body });
  await reporting(page);
  await page.clock.install();
  await page.route("**/events*", (route) => route.fulfill({ status: 503 }));
  await login(page, server.origin, team);
  const refused = noticed(page);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.getByText("Dark mode").first()).toBeVisible();
  await refused;
  await page.unroute("**/events*");
  let open = false;
  page.on("response", (answer) => {
    if (answer.url().includes("/events") && answer.ok()) open = true;
  });
  const opened = page.waitForResponse((answer) => answer.url().includes("/events") && answer.ok());
  const read = page.waitForRequest((request) => open && new URL(request.url()).pathname === path);
  // Past the next attempt to open the stream. The poll that is due by then is sent before the stream is open.
  await page.clock.fastForward(40_000);
  await opened;
  await page.clock.runFor(4_000);
  await read;
  watched.clean("401", "503");
});
