// The account page: who the member is, how it logs in, where it is logged in, and what this browser keeps for it.
// Uses a member of its own, since it changes what a member logs in with.
import type { Browser, Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import type { Server } from "./boot.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

const words = "four words for nobody else";

/** Invites a new member, who accepts in this page and is logged in. */
async function joined(page: Page, server: Server, team: Team, project: Project): Promise<string> {
  const email = `anna-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const path = `/v1/projects/${project.id}/invites` as string;
  const made = await team.client.request<{ link: string }>("POST", path, { body: { email, role: "admin" } });
  await page.goto(made.data.link);
  await page.getByLabel("Your name").fill("Anna Nowak");
  await page.getByLabel("Password", { exact: true }).fill(words);
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await expect(page).toHaveURL(/\/app\/p\//);
  await page.goto(`${server.origin}/app/account`);
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
  return email;
}

/** Logs a member in, in a browser of its own. */
async function elsewhere(browser: Browser, server: Server, email: string, password: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.origin}/app/`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(/\/app\/p\//);
  return page;
}

const part = (page: Page, name: string) =>
  page
    .getByRole("main")
    .locator("section")
    .filter({ has: page.getByRole("heading", { name, exact: true }) });

test("a member changes name, address and password, and every other session ends", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  const email = await joined(page, server, team, project);
  const other = await elsewhere(browser, server, email, words);
  await page.reload();

  await test.step("the name shows in the frame at once", async () => {
    await part(page, "Profile").getByLabel("Name").fill("Anna Nowak-Berg");
    await part(page, "Profile").getByRole("button", { name: "Save name" }).click();
    await expect(page.getByText("Name saved.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Account: Anna Nowak-Berg" })).toBeVisible();
  });

  await test.step("a wrong password changes no address", async () => {
    const form = part(page, "E-mail address");
    await form.getByLabel("New e-mail address").fill(`new-${email}`);
    await form.getByLabel("Current password").fill("something else");
    await form.getByRole("button", { name: "Change e-mail address" }).click();
    await expect(form.getByText("This is not your current password.")).toBeVisible();
    await expect(form.getByLabel("Current password")).toBeFocused();
    await expect(form.getByText(`You log in with ${email}.`)).toBeVisible();
  });

  await test.step("a taken address is refused", async () => {
    const form = part(page, "E-mail address");
    await form.getByLabel("New e-mail address").fill(team.email.toUpperCase());
    await form.getByLabel("Current password").fill(words);
    await form.getByRole("button", { name: "Change e-mail address" }).click();
    await expect(form.getByText("Another account has this address.")).toBeVisible();
  });

  await test.step("the right one changes it, and logs the other browser out", async () => {
    const form = part(page, "E-mail address");
    await expect(part(page, "Sessions").getByRole("listitem")).toHaveCount(2);
    await form.getByLabel("New e-mail address").fill(`new-${email}`);
    await form.getByLabel("Current password").fill(words);
    await form.getByRole("button", { name: "Change e-mail address" }).click();
    await expect(form.getByText(`You log in with new-${email}.`)).toBeVisible();
    await expect(form.getByLabel("Current password")).toHaveValue("");
    await expect(part(page, "Sessions").getByRole("listitem")).toHaveCount(1);
    await other.reload();
    await expect(other).toHaveURL(/\/app\/login/);
  });

  await test.step("another password logs in elsewhere", async () => {
    const form = part(page, "Password");
    await form.getByLabel("Current password").fill(words);
    await form.getByLabel("New password").fill("four other words entirely");
    await form.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByText("Password changed. Your other sessions have ended.").first()).toBeVisible();
    await elsewhere(browser, server, `new-${email}`, "four other words entirely");
  });
});

test("sessions are named by their browser, and end one by one or all at once", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  const email = await joined(page, server, team, project);
  const first = await elsewhere(browser, server, email, words);
  await elsewhere(browser, server, email, words);
  await elsewhere(browser, server, email, words);
  await page.reload();
  const list = part(page, "Sessions").getByRole("listitem");
  await expect(list).toHaveCount(4);
  await expect(list.first()).toContainText("Chrome on Linux");
  await expect(list.first()).toContainText("This one");
  await expect(list.first().getByRole("button")).toHaveCount(0);

  // The oldest of the others is at the end: all were used just now.
  await list
    .last()
    .getByRole("button", { name: /^Log out Chrome on Linux/ })
    .click();
  await expect(page.getByText("That session has ended.")).toBeVisible();
  await expect(list).toHaveCount(3);

  await page.getByRole("button", { name: "Log out all other sessions" }).click();
  const sure = page.getByRole("dialog", { name: "Log out all other sessions?" });
  await accessible(page, "confirm");
  await sure.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(list).toHaveCount(1);
  await expect(page.getByText("You are logged in only here.")).toBeVisible();
  await first.reload();
  await expect(first).toHaveURL(/\/app\/login/);
});

test("choices of this browser last over a reload, and the keyboard alone is enough to make them", async ({
  page,
  server,
  team,
  project,
}) => {
  await joined(page, server, team, project);
  await page.getByRole("button", { name: /^Account: / }).focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("link", { name: "Your account" });
  await item.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/app\/account$/);

  const device = part(page, "On this device");
  await device.getByRole("radio", { name: "System" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await device.getByRole("radio", { name: "Compact" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator("html")).toHaveAttribute("data-rows", "comfortable");
  await device.getByRole("checkbox", { name: "Single-key shortcuts" }).focus();
  await page.keyboard.press("Space");

  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("data-rows", "comfortable");
  await expect(device.getByRole("radio", { name: "Comfortable" })).toBeChecked();
  await expect(device.getByRole("checkbox", { name: "Single-key shortcuts" })).not.toBeChecked();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toHaveCount(0);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.getByRole("button", { name: "New request" })).toHaveText("New request");
  await expect(page.getByRole("button", { name: "Compact rows" })).toHaveAttribute("aria-pressed", "false");
});

test("the account page is accessible, wide and narrow", async ({ page, server, team, project }) => {
  await joined(page, server, team, project);
  await expect(part(page, "Sessions").getByRole("listitem")).toHaveCount(1);
  await accessible(page, "account");
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, "account, narrow");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
});

test("an invitation that was used is not on offer any more, and its link says to log in", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/members`);
  await page.getByLabel("E-mail").fill(`ada-${project.id}@example.com`);
  await page.getByRole("button", { name: "Create invitation" }).click();
  const code = page.getByRole("status").getByRole("region", { name: "Invite someone" });
  const link = (await code.textContent()) ?? "";
  await expect(page.getByRole("button", { name: /^Revoke invitation/ })).toBeVisible();
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(link);
  await other.getByLabel("Your name").fill("Ada Example");
  await other.getByLabel("Password", { exact: true }).fill("four words for nobody else");
  await other.getByRole("button", { name: "Accept invitation" }).click();
  await expect(other).toHaveURL(/\/app\/p\//);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByText("No pending invitations.")).toBeVisible();
  await expect(code).toBeHidden();
  await expect(page.getByLabel("Role of Ada Example")).toBeVisible();
  await context.close();
  await page.goto(link);
  await expect(page.getByRole("link", { name: "Log in" })).toBeVisible();
});
