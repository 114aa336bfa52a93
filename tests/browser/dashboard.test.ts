// The team's way, from the printed link to a decision: set up, install, play the demo, triage, decide, by mouse and keyboard.
// Does not use the API where there is a page for it.
import { answer, close, login, open, panel, recorded, report, suggest, typeIn } from "./acts.ts";
import { accessible } from "./axe.ts";
import { boot } from "./boot.ts";
import { expect, test } from "./fixtures.ts";
import { found } from "./team.ts";

const picture = (name: string) => `../artefacts/pictures/dashboard-${name}.png`;

test("a newcomer goes from the printed link to a decision without leaving the browser", async ({
  page,
  watched,
}) => {
  test.setTimeout(120_000);
  const server = await boot();
  try {
    await page.goto(`${server.origin}/demo/`);
    await expect(page.getByRole("heading", { name: "Open the set-up link first" })).toBeVisible();

    await test.step("set up", async () => {
      await page.goto(server.setup);
      await page.getByLabel("Your name").fill("Pia Mager");
      await page.getByLabel("E-mail").fill("pia@example.com");
      await page.getByLabel("Password").fill("short");
      await page.getByLabel("Password").fill("long enough for everybody");
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByLabel("Product name").fill("Kontor");
      await page.getByRole("button", { name: "Create project" }).click();
      await page.getByRole("button", { name: "Find what to build" }).click();
      await expect(page.getByText("1. Paste this tag")).toBeVisible();
      await expect(page).toHaveURL(/\/settings\/install$/);
      expect(page.url()).not.toContain("token");
      await page.screenshot({ path: picture("install") });
    });

    await test.step("play the demo", async () => {
      const demo = await page.context().newPage();
      await demo.goto(`${server.origin}/demo/`);
      await recorded(demo);
      await answer(demo.getByRole("main"), true);
      await demo.getByRole("row", { name: /INV-7/ }).getByRole("link").click();
      await recorded(demo);
      await demo.screenshot({ path: picture("demo") });
      await demo.getByRole("button", { name: "Download PDF" }).click();
      await demo.getByRole("button", { name: "Something wrong?" }).click();
      await expect(panel(demo).getByText("Clicked the “Download PDF” button")).toBeVisible();
      await expect(panel(demo).getByText(/A request failed with 404/)).toBeVisible();
      await report(demo, "The PDF does not come");
      await demo.screenshot({ path: picture("demo-reported") });
      await suggest(demo, "Send invoices as e-invoices", "Our customers ask for XML");
      await close(demo);
      await expect(demo.getByRole("main").getByText("Send invoices as e-invoices")).toBeVisible();
      await expect(demo.getByRole("listitem").filter({ hasText: "Report." })).toHaveAttribute(
        "data-done",
        "",
      );
      await demo.getByRole("link", { name: "Newer" }).click();
      await expect(demo.getByRole("heading", { name: "Invoice INV-8" })).toBeVisible();
      await demo.close();
    });

    await test.step("the install page has noticed", async () => {
      await expect(page.getByText(/Tag detected on .* ago/)).toBeVisible({ timeout: 15_000 });
    });

    await test.step("triage and decide", async () => {
      await page.getByRole("link", { name: "Triage", exact: true }).click();
      await page.getByText("Send invoices as e-invoices").first().click();
      await expect(page.getByRole("heading", { name: "Why it ranks here" })).toBeVisible();
      await page.screenshot({ path: picture("triage") });
      await page.keyboard.press("d");
      const form = page.getByRole("form", { name: "Decide" });
      await form.getByLabel("Status").selectOption("planned");
      await form.getByLabel("Message to voters").fill("You need it by January, so we build it in December.");
      await page.screenshot({ path: picture("decide") });
      await form.getByRole("button", { name: "Publish decision" }).click();
      await expect(page.getByText("Nothing needs a decision")).toBeVisible();
      await page.getByRole("link", { name: "See what is planned" }).click();
      await page.getByText("Send invoices as e-invoices").first().click();
      await expect(page.getByText("Version 1")).toBeVisible();
      await expect(page.getByText("You need it by January").first()).toBeVisible();
    });

    await test.step("the report has its steps", async () => {
      await page.getByRole("link", { name: "Reports", exact: true }).click();
      await page.getByText("The PDF does not come").first().click();
      await expect(page.getByText("Clicked the “Download PDF” button")).toBeVisible();
      await page.screenshot({ path: picture("report") });
    });

    await test.step("the visitor reads the decision", async () => {
      const demo = await page.context().newPage();
      await demo.goto(`${server.origin}/demo/invoices/INV-7`);
      const dialog = await open(demo, "Requests");
      await expect(dialog.getByText("Planned")).toBeVisible();
      await dialog.getByRole("button", { name: "Send invoices as e-invoices", exact: true }).click();
      await expect(dialog.getByText("You need it by January")).toBeVisible();
      await demo.close();
    });
    watched.clean("/v1/session", "INV-7.pdf", "reading 'size'");
  } finally {
    await server.stop();
  }
});

test("axe finds nothing on any page of the dashboard", async ({
  page,
  server,
  team,
  project,
  bare,
  browser,
  watched,
}) => {
  test.setTimeout(240_000);
  const site = await bare(`<!doctype html><html lang="en"><title>Shop</title><body><main><h1>Shop</h1>
    <div data-yousaid-helpful></div></main>__TAG__</body></html>`);
  const outside = await browser.newContext();
  const visitor = await outside.newPage();
  await visitor.goto(`${site.origin}/orders/7`);
  await recorded(visitor);
  await answer(visitor.getByRole("main"), false, "Hard to understand");
  await report(visitor, "It broke");
  await suggest(visitor, "Make it whole", "Please");
  await outside.close();

  await page.goto(`${server.origin}/app/`);
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await accessible(page, "log-in");
  await login(page, server.origin, team);
  const base = `${server.origin}/app/p/${project.id}`;
  const visit = async (path: string, text: string | RegExp) => {
    await page.goto(base + path);
    await expect(page.getByText(text).first()).toBeVisible();
    await accessible(page, path);
  };
  await visit("/triage", "Make it whole");
  await page.getByText("Make it whole").first().click();
  await expect(page.getByRole("heading", { name: "Why it ranks here" })).toBeVisible();
  await accessible(page, "request");
  await page.getByRole("button", { name: "Decide" }).click();
  await expect(page.getByLabel("Message to voters")).toBeVisible();
  await accessible(page, "decide");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByLabel("Visible to visitors")).toBeVisible();
  await accessible(page, "edit");
  await visit("/reports", "It broke");
  await page.getByText("It broke").first().click();
  await expect(page.getByRole("heading", { name: "Steps" })).toBeVisible();
  await accessible(page, "report");
  await visit("/screens", "/orders/:id");
  await page.getByText("/orders/:id").first().click();
  await expect(page.getByText("Hard to understand").first()).toBeVisible();
  await accessible(page, "screen");
  await visit("/visitors", "Anonymous visitor");
  await visit("/settings/install", "1. Paste this tag");
  await visit("/settings/origins", site.origin);
  await visit("/settings/identity", "Signed identity");
  await visit("/settings/keys", "API keys");
  await visit("/settings/members", "Pia Mager");
  await visit("/settings/project", "Widget key");
  await page.goto(`${server.origin}/app/new`);
  await expect(page.getByLabel("Product name")).toBeVisible();
  await accessible(page, "new project");
  watched.clean("401");
});

test("the triage list moves by keyboard and a text that looks like a script stays a text", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const path = `/v1/projects/${project.id}/requests` as string;
  const script = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  for (const title of ["First", script, "Third"]) {
    await team.client.request("POST", path, { body: { kind: "feature", title, body: script, public: true } });
  }
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
  await expect(page.getByText(script).first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: script })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  watched.clean("401");
});

test("the dashboard refuses to be framed and to follow a foreign next address", async ({
  page,
  bare,
  server,
  team,
}) => {
  const site = await bare(
    `<!doctype html><title>Frame</title><iframe src="${server.origin}/app/" title="inside"></iframe>`,
  );
  await page.goto(site.origin);
  await page.waitForLoadState("networkidle");
  expect(await page.frames()[1]?.evaluate(() => document.querySelector("#app") === null)).toBe(true);
  await page.goto(`${server.origin}/app/login?next=https://example.com/`);
  await page.getByLabel("E-mail").fill(team.email);
  await page.getByLabel("Password").fill(team.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(new RegExp(`^${server.origin}/app/`));
  await expect(page).not.toHaveURL(/login/);
});

test("a log-in that the server limits says how long to wait, and keeps what was typed", async ({ page }) => {
  const server = await boot();
  try {
    const team = await found(server);
    await typeIn(page, server.origin, team);
    await page.context().clearCookies();
    const { email, password } = team;
    const limited = async () => {
      const answer = await page.request.post(`${server.origin}/v1/session`, {
        data: { email, password },
        headers: { "yousaid-csrf": "1" },
      });
      return answer.status() === 429;
    };
    await expect.poll(limited, { intervals: [0] }).toBe(true);
    await page.context().clearCookies();
    await page.goto(`${server.origin}/app/`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByRole("alert").getByText(/^Too many attempts\. Wait \d+ seconds?, /)).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    await expect(page.getByLabel("Password")).toHaveValue(password);
  } finally {
    await server.stop();
  }
});
