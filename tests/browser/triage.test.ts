// A product manager empties the inbox: thirty requests by keyboard, by mouse, and beside a colleague who changes some of them.
// What was decided is read from the API, never from the page.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { edit, type Made, request, suggest } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

/** What is decided about a request, and what the API must say of it afterwards. */
type Wanted = { status: string; into?: string; snoozed?: "until" | "votes"; reason?: string };
type Plan = { title: string; act: Act; wanted: Wanted };
type Act = "accept" | "start" | "review" | "merge" | "decline" | "declineSaying" | "later" | "votes" | "undo";

const said = "We leave this to the exports that you can write yourself.";
const outcome: Record<Act, Wanted> = {
  accept: { status: "planned" },
  start: { status: "in_progress" },
  review: { status: "under_review" },
  merge: { status: "merged" },
  decline: { status: "declined" },
  declineSaying: { status: "declined", reason: said },
  later: { status: "new", snoozed: "until" },
  votes: { status: "new", snoozed: "votes" },
  undo: { status: "new" },
};
const does = (act: Act, ...titles: string[]): Plan[] =>
  titles.map((title) => ({ title, act, wanted: outcome[act] }));
const merges = ([title, into]: [string, string]): Plan => ({
  title,
  act: "merge",
  wanted: { status: "merged", into },
});

// The later ones stand first in the list, so that the request into which another one is merged is still there.
const plans: Plan[] = [
  ...does("accept", "Print delivery notes in landscape", "Sort customers by revenue"),
  ...does("start", "Import bank statements every night", "Charts for colour-blind people"),
  ...does("accept", "Dark mode", "Two-factor login", "Calendar of all deliveries", "Labels for parcels"),
  ...does("decline", "Play a sound at each sale", "Animated logo", "Comic Sans everywhere"),
  ...does("declineSaying", "Export as dBase", "Export as Lotus 1-2-3"),
  ...does("later", "Several warehouses", "Tax rates by country", "Bulk edit of prices"),
  ...does("votes", "Arabic translation", "Mention colleagues", "QR code on invoices"),
  ...does("undo", "Round totals per line", "Split an order", "Faster dashboard"),
  ...does("review", "The app logs me out", "Search misses archived people"),
  ...does("start", "Reminders before it is due", "Undo for deleted products"),
  merges(["Print the delivery notes landscape", "Print delivery notes in landscape"]),
  merges(["Sort the customers by their revenue", "Sort customers by revenue"]),
  merges(["Import the bank statements each night", "Import bank statements every night"]),
  merges(["Charts for people who are colour-blind", "Charts for colour-blind people"]),
];

/** The keys of an action; the last of some moves on, since the request stays in the inbox. */
const keys: Record<Act, string[]> = {
  accept: ["1"],
  start: ["5"],
  review: ["4", "j"],
  merge: ["2", "Enter"],
  decline: ["3", "Enter"],
  declineSaying: ["3", said, "Control+Enter"],
  later: ["h", "2"],
  votes: ["h", "4"],
  undo: ["1", "z", "j"],
};

const path = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;

/** The requests of the plans, by title, in a project that needs no messages. */
async function fill(team: Team, project: Project): Promise<Map<string, Made>> {
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, {
    body: { message_required: false },
  });
  const made = new Map<string, Made>();
  for (const { title } of plans) made.set(title, await suggest(team, project, title));
  return made;
}

/** Compares every request with its plan. */
async function check(team: Team, project: Project, made: Map<string, Made>, expected = plans): Promise<void> {
  for (const { title, wanted } of expected) {
    const found = await request(team, project, made.get(title) as Made);
    const decisions = found.decisions as { reason: string; undone_at?: string | null }[];
    expect.soft(found.status, title).toBe(wanted.status);
    const into = found.merged_into as { id: string } | null;
    expect.soft(into?.id, title).toBe(wanted.into && made.get(wanted.into)?.id);
    const snoozed = found.snoozed as { until?: string | null; votes?: number | null } | null;
    if (wanted.snoozed) expect.soft(snoozed?.[wanted.snoozed], title).toBeTruthy();
    else expect.soft(snoozed ?? null, title).toBeNull();
    if (wanted.reason) expect.soft(decisions[0]?.reason, title).toBe(wanted.reason);
  }
}

/** Opens the inbox, newest first. */
async function inbox(page: Page, origin: string, team: Team, project: Project, after = ""): Promise<void> {
  await login(page, origin, team);
  await page.goto(`${origin}/app/p/${project.id}/triage${after}?order=new`);
  await expect(tab(page, "Needs a decision")).toHaveText(/Needs a decision 30/);
  // The totals may come before the rows, and keys act on rows.
  await expect(page.locator("[data-row]").first()).toBeVisible();
}

const tab = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Views" }).getByRole("link", { name });
const row = (page: Page, made: Made | undefined) => page.locator(`[data-row="${made?.id}"]`);
/** Those that stay: put under review, or undone. */
const staying = plans.filter(({ wanted }) => /new|under_review/.test(wanted.status) && !wanted.snoozed);

test("thirty requests are decided by keyboard, with at most three keys each where no message is written", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await fill(team, project);
  await inbox(page, server.origin, team, project);
  await page.keyboard.press("j");
  let pressed = 1;
  for (const { title, act } of plans.toReversed()) {
    // What has the focus is what the keys are about; nothing is waited for but that.
    await expect(row(page, made.get(title))).toBeFocused();
    for (const key of keys[act]) {
      if (key === said) await page.keyboard.type(key);
      else await page.keyboard.press(key);
    }
    if (act !== "declineSaying") expect(keys[act].length).toBeLessThanOrEqual(3);
    pressed += keys[act].length;
  }
  expect(pressed).toBeLessThanOrEqual(65);
  await expect(page.locator("[data-row]")).toHaveCount(staying.length);
  await expect(tab(page, "Needs a decision")).toHaveText(new RegExp(`decision ${staying.length}$`));
  await expect(tab(page, "Snoozed")).toHaveText(/Snoozed 6$/);
  await expect(tab(page, "Merged")).toHaveText(/Merged 4$/);
  await expect(page.getByRole("alert").getByText("not changed")).toHaveCount(0);
  await check(team, project, made);
  watched.clean();
});

test("thirty requests are decided with one of them open, and the next one opens by itself", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await fill(team, project);
  await inbox(page, server.origin, team, project);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  for (const { title, act } of plans.toReversed()) {
    await expect(page.getByRole("heading", { level: 2, name: title, exact: true })).toBeVisible();
    for (const key of keys[act]) {
      if (key === said) await page.keyboard.type(key);
      else await page.keyboard.press(key);
    }
  }
  await expect(tab(page, "Needs a decision")).toHaveText(new RegExp(`decision ${staying.length}$`));
  await check(team, project, made);
  watched.clean();
});

test("thirty requests are decided by mouse", async ({ page, server, team, project, watched }) => {
  test.setTimeout(120_000);
  const made = await fill(team, project);
  await inbox(page, server.origin, team, project);
  const menu = async (title: string, action: RegExp) => {
    const { number } = (await request(team, project, made.get(title) as Made)) as { number: number };
    await row(page, made.get(title)).hover();
    await page.getByRole("button", { name: `Actions for #${number}`, exact: true }).click();
    await page.getByRole("option", { name: action }).click();
  };
  const pick = (name: RegExp) => page.getByRole("option", { name }).first().click();
  const clicks: Record<Act, (title: string) => Promise<void>> = {
    accept: (title) => menu(title, /^Accept/),
    start: (title) => menu(title, /^Start/),
    review: (title) => menu(title, /^Put under review/),
    merge: async (title) => {
      await menu(title, /^Merge/);
      await pick(/alike/);
    },
    decline: async (title) => {
      await menu(title, /^Decline/);
      await page.getByRole("button", { name: "Decline without a message" }).click();
    },
    declineSaying: async (title) => {
      await menu(title, /^Decline/);
      await page.getByLabel("Message to voters").fill(said);
      await page.getByRole("button", { name: "Decline and send" }).click();
    },
    later: async (title) => {
      await menu(title, /^Snooze/);
      await pick(/^Next week/);
    },
    votes: async (title) => {
      await menu(title, /^Snooze/);
      await pick(/^Until 5 more votes/);
    },
    undo: async (title) => {
      await menu(title, /^Accept/);
      await expect(row(page, made.get(title))).toHaveCount(0);
      await page.getByRole("button", { name: "Undo" }).click();
      await expect(row(page, made.get(title))).toBeVisible();
    },
  };
  for (const { title, act } of plans.toReversed()) await clicks[act](title);
  await expect(tab(page, "Needs a decision")).toHaveText(new RegExp(`decision ${staying.length}$`));
  await check(team, project, made);
  watched.clean();
});

test("what a colleague has changed meanwhile is named, comes back, and the rest is done", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await fill(team, project);
  await inbox(page, server.origin, team, project);
  await page.keyboard.press("j");
  // The page does not hear of the colleague's changes, as on a slow line.
  await page.route(/\/requests\?/, (route) => route.abort());
  await page.route("**/events*", (route) => route.abort());
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  const changed = [
    "Charts for people who are colour-blind",
    "Undo for deleted products",
    "QR code on invoices",
  ];
  for (const title of changed)
    await edit(team, project, made.get(title) as Made, { body: "Asked by Nordwind." });
  for (const { title, act } of plans.toReversed()) {
    await expect(row(page, made.get(title))).toBeFocused();
    for (const key of keys[act]) {
      if (key === said) await page.keyboard.type(key);
      else await page.keyboard.press(key);
    }
  }
  const notice = page.getByRole("alert").filter({ hasText: "3 requests not changed" });
  for (const title of changed) {
    await expect(notice.getByRole("link", { name: title })).toBeVisible();
    await expect(row(page, made.get(title))).toBeVisible();
  }
  const untouched = { status: "new" };
  await check(
    team,
    project,
    made,
    plans.map((plan) => (changed.includes(plan.title) ? { ...plan, wanted: untouched } : plan)),
  );
  // The newest version is read along with the refusal, so the second time it is done.
  await row(page, made.get("QR code on invoices")).focus();
  await page.keyboard.press("1");
  await expect(row(page, made.get("QR code on invoices"))).toHaveCount(0);
  await expect(page.getByRole("alert").filter({ hasText: "2 requests not changed" })).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not changed" })).toHaveCount(0);
  expect((await request(team, project, made.get("QR code on invoices") as Made)).status).toBe("planned");
  watched.clean("412", "ERR_FAILED");
});

test("many rows are selected, decided at once, and undone at once to where they were", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await fill(team, project);
  await inbox(page, server.origin, team, project);
  // All of them fit on the screen.
  await page.setViewportSize({ width: 1440, height: 1600 });
  const order = () => page.locator("[data-row] .row-title > span[dir]").allTextContents();
  await expect(page.locator("[data-row]")).toHaveCount(30);
  const before = await order();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  const bar = page.getByRole("region", { name: "Actions for the selection" });
  await expect(bar).toContainText("5 selected");
  await page.keyboard.press("t");
  await page.keyboard.type("later");
  await page.keyboard.press("Enter");
  await expect(bar).toContainText("5 selected");
  await bar.getByRole("button", { name: "Accept" }).click();
  await expect(page.locator("[data-row]")).toHaveCount(before.length - 5);
  await expect(bar).toHaveCount(0);
  await expect(tab(page, "Planned")).toHaveText(/Planned 5$/);
  await page.keyboard.press("z");
  await expect(page.locator("[data-row]")).toHaveCount(before.length);
  expect(await order()).toEqual(before);
  await expect(tab(page, "Planned")).toHaveText(/Planned 0$/);
  for (const { title } of plans.slice(-5)) {
    const found = await request(team, project, made.get(title) as Made);
    expect([found.status, found.tags]).toEqual(["new", ["later"]]);
  }
  watched.clean();
});

test("the tab and its filters are in the address, and Back shows the ones before", async ({
  page,
  server,
  team,
  project,
}) => {
  await fill(team, project);
  await inbox(page, server.origin, team, project);
  await page.keyboard.press("j");
  await page.keyboard.press("i");
  await page.keyboard.press("1");
  await tab(page, "Planned").click();
  await expect(page).toHaveURL(/view=planned/);
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await page.getByRole("button", { name: /^Filters/ }).click();
  await page.locator("summary", { hasText: "Assignee" }).click();
  await page.getByLabel("Nobody").check();
  await expect(page).toHaveURL(/assignee=none/);
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
  await page.getByRole("checkbox", { name: "Me", exact: true }).check();
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("button", { name: "Remove the filter Assignee: Me" })).toBeVisible();
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await page.goBack();
  await expect(page).toHaveURL(/assignee=none$/);
  await page.goBack();
  await expect(page).toHaveURL(/view=planned&order=new$/);
  await page.goBack();
  await expect(page).not.toHaveURL(/view=/);
  await expect(tab(page, "Needs a decision")).toHaveAttribute("aria-current", "page");
  await expect(page.getByText("29 requests")).toBeVisible();
});

test("the palette runs what the keys run, and finds requests", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await fill(team, project);
  await inbox(page, server.origin, team, project);
  const [newest] = plans.toReversed();
  await page.keyboard.press("j");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("decline");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(row(page, made.get(newest?.title ?? ""))).toHaveCount(0);
  await expect
    .poll(async () => (await request(team, project, made.get(newest?.title ?? "") as Made)).status)
    .toBe("declined");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("calendar");
  await page.getByRole("option", { name: /Calendar of all deliveries/ }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Calendar of all deliveries" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page).toHaveURL(/\/reports/);
  watched.clean();
});
