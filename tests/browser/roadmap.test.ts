// The roadmap in the dashboard: requests move from column to column by mouse, by finger, by key and by menu.
// Not about what voters are told of it: those tests are about decisions.
import type { Locator, Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { decide, type Made, request, suggest } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

type Column = "Under review" | "Planned" | "In progress" | "Shipped";

const column = (page: Page, name: Column) => page.getByRole("region", { name, exact: true });
const card = (page: Page, name: Column, title: string) =>
  column(page, name).getByRole("link", { name: title, exact: true });

/** Whether decisions of a project need a message. */
async function needsMessage(team: Team, project: Project, message_required: boolean): Promise<void> {
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, { body: { message_required } });
}

/** A request in a column. */
async function planned(
  team: Team,
  project: Project,
  title: string,
  status = "planned",
  more = {},
): Promise<Made> {
  const made = await suggest(team, project, title, more);
  await decide(team, project, made, { status, reason_code: "agreed", reason: "Good idea" });
  return made;
}

async function show(page: Page, origin: string, team: Team, project: Project, search = ""): Promise<void> {
  await login(page, origin, team);
  await page.goto(`${origin}/app/p/${project.id}/roadmap${search}`);
  await expect(page.getByRole("heading", { level: 1, name: "Roadmap" })).toBeVisible();
}

const middle = async (of: Locator) => {
  const box = await of.boundingBox();
  if (!box) throw new Error("it is not on the screen");
  return [box.x + box.width / 2, box.y + box.height / 2] as const;
};

/** Drags with the mouse, and does not let go. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await page.mouse.move(...(await middle(from)));
  await page.mouse.down();
  await page.mouse.move(...(await middle(to)), { steps: 5 });
}

test("a card that is dragged to another column changes its status there and in a colleague's tab, and z takes it back", async ({
  page,
  context,
  server,
  team,
  project,
}) => {
  await needsMessage(team, project, false);
  const made = await planned(team, project, "Dark mode");
  await show(page, server.origin, team, project);
  const other = await context.newPage();
  await show(other, server.origin, team, project);
  await expect(card(other, "Planned", "Dark mode")).toBeVisible();

  await drag(page, card(page, "Planned", "Dark mode"), column(page, "In progress"));
  await expect(column(page, "In progress").getByText("Drop here")).toBeVisible();
  await page.mouse.up();
  await expect(card(page, "In progress", "Dark mode")).toBeFocused();
  await expect(column(page, "Planned").getByText("Nothing is planned.")).toBeVisible();
  // A press that was a drag opens nothing.
  await expect(page).toHaveURL(/\/roadmap$/);
  await expect.poll(() => request(team, project, made)).toMatchObject({ status: "in_progress" });
  await expect(card(other, "In progress", "Dark mode")).toBeVisible();

  await page.keyboard.press("z");
  await expect(card(page, "Planned", "Dark mode")).toBeVisible();
  await expect.poll(() => request(team, project, made)).toMatchObject({ status: "planned" });
  await expect(card(other, "Planned", "Dark mode")).toBeVisible();
});

test("a drag ends where it began with Escape, beside the columns, and in its own column", async ({
  page,
  server,
  team,
  project,
}) => {
  await needsMessage(team, project, false);
  const made = await planned(team, project, "Dark mode");
  await show(page, server.origin, team, project);
  const { version } = (await request(team, project, made)) as { version: number };
  const dark = card(page, "Planned", "Dark mode");
  await drag(page, dark, column(page, "Shipped"));
  await page.keyboard.press("Escape");
  await expect(page.getByText("Drop here")).toBeHidden();
  await page.mouse.up();
  for (const to of [page.getByRole("heading", { level: 1 }), column(page, "Planned")]) {
    await drag(page, dark, to);
    await page.mouse.up();
    await expect(page.getByText("Cancelled. #1 stays in Planned.")).toBeAttached();
  }
  expect(await request(team, project, made)).toMatchObject({ status: "planned", version });
});

test("keys pick a card up, say where it is, drop it or leave it, and lead from card to card", async ({
  page,
  server,
  team,
  project,
}) => {
  await needsMessage(team, project, false);
  const made = await planned(team, project, "Dark mode");
  await planned(team, project, "Webhooks", "in_progress");
  await show(page, server.origin, team, project);
  const dark = card(page, "Planned", "Dark mode");
  await dark.focus();
  await page.keyboard.press("ArrowRight");
  await expect(card(page, "In progress", "Webhooks")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(dark).toBeFocused();
  await expect(dark).toHaveAccessibleDescription(/Space picks it up/);

  await page.keyboard.press("Space");
  await expect(page.getByText(/^Picked up #1 in Planned, 1 of 1\./)).toBeAttached();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(/^In progress, \d of 2$/)).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Cancelled. #1 stays in Planned.")).toBeAttached();
  await expect(dark).toBeFocused();

  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await expect(page.getByText("#1 dropped in Shipped.")).toBeAttached();
  await expect(card(page, "Shipped", "Dark mode")).toBeFocused();
  await expect.poll(() => request(team, project, made)).toMatchObject({ status: "shipped" });

  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  await expect(page.getByText("Cancelled. #1 stays in Shipped.")).toBeAttached();
  await card(page, "Shipped", "Dark mode").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/triage/${made.id}`));
});

test("where voters are owed a message, a move asks for it, and its menu needs no dragging", async ({
  page,
  server,
  team,
  project,
}) => {
  await needsMessage(team, project, true);
  const made = await planned(team, project, "Dark mode");
  await show(page, server.origin, team, project);
  await page.getByRole("button", { name: "Move #1 to…" }).click();
  const menu = page.getByRole("dialog", { name: /^Move #1/ });
  await expect(menu.getByRole("option", { name: /Planned/ })).toContainText("here now");
  await menu.getByRole("option", { name: "In progress" }).click();
  const dialog = page.getByRole("dialog", { name: /^Start #1/ });
  await dialog.getByRole("button", { name: /^Start/ }).click();
  await expect(dialog.getByText("Write a message.", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(await request(team, project, made)).toMatchObject({ status: "planned" });

  await drag(page, card(page, "Planned", "Dark mode"), column(page, "Shipped"));
  await page.mouse.up();
  const ships = page.getByRole("dialog", { name: /^Ship #1/ });
  await ships.getByLabel("Message to voters").fill("It is there.");
  await page.keyboard.press("Control+Enter");
  await expect(card(page, "Shipped", "Dark mode")).toBeFocused();
  await expect
    .poll(() => request(team, project, made))
    .toMatchObject({ status: "shipped", decisions: [{ reason: "It is there." }, {}] });
});

test("the message is previewed as the widget and as the board show it", async ({
  page,
  server,
  team,
  project,
}) => {
  const path = `/v1/projects/${project.id}` as string;
  await team.client.request("PATCH", path, { body: { board: "public", message_required: true } });
  const { slug } = (await team.client.request<{ slug: string }>("GET", path)).data;
  await planned(team, project, "Dark mode");
  await show(page, server.origin, team, project);
  await drag(page, card(page, "Planned", "Dark mode"), column(page, "Shipped"));
  await page.mouse.up();
  const dialog = page.getByRole("dialog", { name: /^Ship #1/ });
  await dialog.getByLabel("Message to voters").fill("It is **there**.\n\n- <b>one</b>");
  const preview = dialog.getByRole("region", { name: "What voters will see" });
  const [widget, board] = [preview.getByRole("figure").nth(0), preview.getByRole("figure").nth(1)];
  await expect(widget).toContainText("It is **there**.");
  await expect(board.getByRole("strong")).toHaveText("there");
  await expect(board.getByRole("listitem")).toHaveText("<b>one</b>");
  await accessible(page, "the preview");
  await page.keyboard.press("Control+Enter");
  await expect(card(page, "Shipped", "Dark mode")).toBeVisible();

  await page.goto(`${server.origin}/b/${slug}/`);
  await page.getByRole("link", { name: "Dark mode" }).click();
  const decided = page.getByRole("region", { name: "What was decided" }).getByRole("listitem").first();
  await expect(decided.getByRole("strong")).toHaveText("there");
  await expect(decided.getByRole("listitem")).toHaveText("<b>one</b>");
});

test("a move that a colleague was faster with is taken back, named, and shown as it is now", async ({
  page,
  server,
  team,
  project,
}) => {
  await needsMessage(team, project, false);
  const made = await planned(team, project, "Dark mode");
  // It hears of nothing: the page still shows what was.
  await page.route("**/events*", (route) => route.abort());
  await show(page, server.origin, team, project);
  await expect(card(page, "Planned", "Dark mode")).toBeVisible();
  await decide(team, project, made, { status: "shipped", reason_code: "done", reason: "Done" });
  await drag(page, card(page, "Planned", "Dark mode"), column(page, "In progress"));
  await page.mouse.up();
  const notice = page.getByRole("alert").filter({ hasText: "1 request not changed" });
  await expect(notice.getByRole("link", { name: "#1 Dark mode" })).toBeVisible();
  await expect(card(page, "Shipped", "Dark mode")).toBeVisible();
  expect(await request(team, project, made)).toMatchObject({ status: "shipped" });
});

test("the roadmap is narrowed by tag and screen in its address, and a column shows more when asked", async ({
  page,
  server,
  team,
  project,
}) => {
  test.slow();
  await planned(team, project, "Dark mode", "planned");
  for (let n = 1; n <= 31; n += 1) await planned(team, project, `Wish ${n}`, "shipped");
  const tagged = (await request(team, project, await planned(team, project, "Webhooks", "planned"))) as {
    id: string;
    version: number;
  };
  await team.client.request("POST", `/v1/projects/${project.id}/triage` as string, {
    body: { action: { type: "tag", add: ["api"] }, requests: [{ id: tagged.id, version: tagged.version }] },
    headers: { "idempotency-key": crypto.randomUUID() },
  });
  // What was just created would be news.
  await page.route("**/events*", (route) => route.abort());
  await show(page, server.origin, team, project);
  await expect(column(page, "Shipped").getByRole("listitem")).toHaveCount(30);
  await column(page, "Shipped").getByRole("button", { name: "Show more" }).click();
  await expect(column(page, "Shipped").getByRole("listitem")).toHaveCount(31);

  await page.getByLabel("Tag").selectOption("api");
  await expect(page).toHaveURL(/\?tag=api$/);
  await expect(card(page, "Planned", "Webhooks")).toBeVisible();
  await expect(card(page, "Planned", "Dark mode")).toBeHidden();
  await page.goto(`${server.origin}/app/p/${project.id}/roadmap?tag=none`);
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(card(page, "Planned", "Dark mode")).toBeVisible();
});

test("on a phone a finger drags a card by its grip to a column beside the screen, and the bar leads to every page", async ({
  browser,
  server,
  team,
  project,
}) => {
  await needsMessage(team, project, false);
  const made = await planned(team, project, "Dark mode");
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await show(page, server.origin, team, project);
  // The columns scroll, and not the page.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const grip = page.getByTitle("Drag to move");
  await grip.scrollIntoViewIfNeeded();
  const [x, y] = await middle(grip);
  const finger = await context.newCDPSession(page);
  const touch = (type: string, ...at: number[]) =>
    finger.send("Input.dispatchTouchEvent", {
      type: type as "touchStart",
      touchPoints: at.length > 0 ? [{ x: at[0] ?? 0, y: at[1] ?? 0 }] : [],
    });
  await touch("touchStart", x, y);
  await touch("touchMove", x + 10, y);
  // At the edge the columns come by themselves.
  await touch("touchMove", 380, y);
  await expect(column(page, "Shipped").getByText("Drop here")).toBeVisible();
  await touch("touchEnd");
  await expect(card(page, "Shipped", "Dark mode")).toBeVisible();
  await expect.poll(() => request(team, project, made)).toMatchObject({ status: "shipped" });

  const bar = page.getByRole("navigation", { name: "Project" });
  await bar.getByRole("button", { name: "More pages" }).click();
  await page.getByRole("dialog", { name: "More pages" }).getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await expect(bar.getByRole("button", { name: "More pages, Settings is open" })).toBeVisible();
  await expect(bar.getByRole("link")).toHaveText(["Overview", "Triage", "Roadmap", "Comments", "Reports"]);
  await context.close();
});

test("paper shows every column", async ({ page, server, team, project }) => {
  await planned(team, project, "Dark mode");
  await page.setViewportSize({ width: 720, height: 900 });
  await show(page, server.origin, team, project);
  await expect(card(page, "Planned", "Dark mode")).toBeVisible();
  const beyond = () => page.locator(".lanes").evaluate((all) => all.scrollWidth - all.clientWidth);
  expect(await beyond()).toBeGreaterThan(0);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await beyond()).toBe(0);
});

test("the roadmap is accessible, empty, with cards, with one that is held, and with its menu", async ({
  page,
  server,
  team,
  project,
}) => {
  await show(page, server.origin, team, project);
  await expect(page.getByText("Nothing is on the roadmap yet")).toBeVisible();
  await accessible(page, "empty");
  await planned(team, project, "Dark mode", "planned", { kind: "problem" });
  await expect(card(page, "Planned", "Dark mode")).toBeVisible();
  await accessible(page, "with a card");
  await card(page, "Planned", "Dark mode").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await accessible(page, "with a card that is held");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Move #1 to…" }).click();
  await accessible(page, "with the menu");
  await page.keyboard.press("3");
  await expect(page.getByRole("dialog", { name: /^Start #1/ })).toBeVisible();
  await accessible(page, "with the message");
});
