// Hostile, broken and obstructive host pages: the widget works on them, and nothing that a visitor sends is lost.
// Only pages that a browser would load.
import { answer, close, open, panel, recorded, report, suggest } from "./acts.ts";
import { expect, test } from "./fixtures.ts";

const shell = (head: string, body: string) =>
  `<!doctype html><html lang="en"><head><title>Rough</title>${head}</head><body>${body}</body></html>`;
const question = `<main><h1>Rough</h1><div data-yousaid-helpful></div></main>`;

test("a page whose sheet unsets everything cannot unset the widget", async ({ page, bare, watched }) => {
  const sheet =
    "<style>* { all: unset !important } button { display: none !important; position: fixed !important }</style>";
  const site = await bare(shell(sheet, `${question}__TAG__`));
  await page.goto(site.origin);
  await answer(page.getByRole("main"), true);
  await report(page, "Everything is unset");
  const box = await panel(page).boundingBox();
  expect(box?.width).toBeGreaterThan(250);
  expect(box?.height).toBeGreaterThan(250);
  await page.screenshot({ path: "../artefacts/pictures/rough-unset.png" });
  watched.clean();
});

test("two tags make one widget", async ({ page, bare, watched }) => {
  const site = await bare(shell("", `${question}__TAG____TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  await expect(page.getByRole("button", { name: "Feedback" })).toHaveCount(1);
  await expect(page.getByText("Was this helpful?")).toHaveCount(1);
  watched.clean();
});

test("a tag in the head that blocks the parser works", async ({ page, bare, server, project, watched }) => {
  const tag = `<script src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
  const site = await bare(shell(tag, question));
  await page.goto(site.origin);
  await answer(page.getByRole("main"), false);
  watched.clean();
});

test("calls that were queued before the tag arrived are made", async ({ page, bare, watched }) => {
  const stub = `<script>window.yousaid=window.yousaid||function(){(yousaid.q=yousaid.q||[]).push(arguments)};
    yousaid("on","answered",function(){document.title="heard"});yousaid("context",{screen:"/queued/:id"})</script>`;
  const site = await bare(shell(stub, `${question}__TAG__`));
  await page.goto(site.origin);
  const sent = page.waitForRequest(/\/answers$/);
  await answer(page.getByRole("main"), true);
  expect((await sent).postDataJSON().screen.route).toBe("/queued/:id");
  await expect(page).toHaveTitle("heard");
  watched.clean();
});

test("a page without localStorage loses nothing but its memory", async ({ page, bare, watched }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  const site = await bare(shell("", `${question}__TAG__`));
  await page.goto(site.origin);
  await answer(page.getByRole("main"), true);
  await suggest(page, "Remember me", "");
  watched.clean();
});

test("prototypes with additions of the host's change nothing", async ({ page, bare, watched }) => {
  const tamper = `<script>Object.prototype.extra=function(){};Array.prototype.extra=1;
    Array.prototype.at=function(){throw new Error("tampered")};String.prototype.extra={}</script>`;
  const site = await bare(shell(tamper, `${question}__TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  await answer(page.getByRole("main"), false, "Hard to understand");
  await report(page, "Tampered");
  watched.clean();
});

test("a report sent offline waits and arrives once when the connection is back", async ({
  page,
  context,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(shell("", `${question}__TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  const dialog = await open(page, "Report");
  await dialog.getByLabel("What went wrong?").fill("Sent from a tunnel");
  await context.setOffline(true);
  await dialog.getByRole("button", { name: "Send report" }).click();
  await expect(dialog.getByText("Can’t reach the server.").first()).toBeVisible();
  await page.screenshot({ path: "../artefacts/pictures/rough-offline.png" });
  const arrived = page.waitForResponse(
    (response) => /\/reports$/.test(response.url()) && response.status() === 201,
  );
  await context.setOffline(false);
  await arrived;
  await expect(dialog.getByText("It’s been sent now. Thank you.")).toBeVisible();
  const reports = await team.client.request<{ items: { title: string }[] }>(
    "GET",
    `/v1/projects/${project.id}/reports` as string,
  );
  expect(reports.data.items.map((one) => one.title)).toEqual(["Sent from a tunnel"]);
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((name) => name.endsWith(":outbox"))),
  ).toEqual([]);
  watched.clean("net::ERR_INTERNET_DISCONNECTED");
});

test("a suggestion that waits in the outbox is sent by the next page", async ({
  page,
  context,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(shell("", `${question}__TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").fill("A boat");
  await context.setOffline(true);
  await dialog.getByRole("button", { name: "Send suggestion" }).click();
  await expect(dialog.getByText("Can’t reach the server.").first()).toBeVisible();
  await page.close();
  await context.setOffline(false);
  const next = await context.newPage();
  const arrived = next.waitForResponse(
    (response) => response.request().method() === "POST" && /\/requests$/.test(response.url()),
  );
  await next.goto(site.origin);
  expect((await arrived).status()).toBe(201);
  const requests = await team.client.request<{ items: { title: string; votes: number }[] }>(
    "GET",
    `/v1/projects/${project.id}/requests` as string,
  );
  expect(requests.data.items).toMatchObject([{ title: "A boat", votes: 1 }]);
  watched.clean("net::ERR_INTERNET_DISCONNECTED");
});

test("a trigger inside the host's own modal dialog opens the panel above it", async ({
  page,
  bare,
  watched,
}) => {
  const modal = `<dialog><p>Host's dialog</p><button data-yousaid-open="report">Something wrong?</button></dialog>
    <script>addEventListener("load",function(){document.querySelector("dialog").showModal()})</script>`;
  const site = await bare(shell("", `${modal}__TAG__`));
  await page.goto(site.origin);
  await recorded(page);
  await page.getByRole("button", { name: "Something wrong?" }).click();
  await expect(panel(page).getByLabel("What went wrong?")).toBeVisible();
  await panel(page).getByLabel("What went wrong?").click();
  await page.keyboard.type("Above");
  await expect(panel(page).getByLabel("What went wrong?")).toHaveValue("Above");
  await close(page);
  await expect(page.getByText("Host's dialog")).toBeVisible();
  watched.clean();
});

test("keys typed in the panel never reach the host's shortcuts", async ({ page, bare, watched }) => {
  const heard = `<script>window.heard=[];for(const t of ["keydown","keyup","keypress"])
    addEventListener(t,function(e){window.heard.push(e.key)})</script>`;
  const site = await bare(shell(heard, `${question}__TAG__`));
  await page.goto(site.origin);
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").click();
  await page.keyboard.type("jk/");
  await expect(dialog.getByLabel("In a few words")).toHaveValue("jk/");
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
  watched.clean();
});

test("a page on an origin that is not allowed is warned and sends nothing", async ({
  page,
  bare,
  team,
  project,
}) => {
  const site = await bare(shell("", `${question}__TAG__`));
  await page.goto(site.origin.replace("127.0.0.1", "localhost"));
  await page.getByRole("main").getByRole("button", { name: "Yes" }).click();
  await expect(
    page.getByRole("main").getByRole("status").or(page.getByRole("alert")).first(),
  ).not.toBeEmpty();
  const screens = await team.client.request<{ items: unknown[] }>(
    "GET",
    `/v1/projects/${project.id}/screens` as string,
  );
  expect(screens.data.items).toEqual([]);
});
