// Comments, news, and "Is it solved?" in the widget, as two visitors and the team live through them.
// Nothing of the widget is called by its API: visitors use the panel, and the team acts over HTTP.
import type { Locator, Page } from "@playwright/test";
import { close, open, panel, recorded, report, suggest, vote } from "./acts.ts";
import { accessible } from "./axe.ts";
import { decide as decideOn, type Made } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import { plain } from "./pages.ts";
import { policy } from "./site.ts";
import type { Project, Team } from "./team.ts";
import { watch } from "./watch.ts";

const article = plain("<main><h1>Orders</h1></main>");
const title = "Export the table as CSV";

const at = (project: Project, rest = "") => `/v1/projects/${project.id}${rest}` as string;

/** Changes settings of the project. */
async function set(team: Team, project: Project, body: object): Promise<void> {
  await team.client.request("PATCH", at(project), { body });
}

/** The request with this title. */
async function found(team: Team, project: Project, name = title): Promise<Made & { status: string }> {
  const path = at(project, "/requests");
  const { items } = (
    await team.client.request<{ items: (Made & { title: string; status: string })[] }>("GET", path)
  ).data;
  const one = items.find((item) => item.title === name);
  if (!one) throw new Error(`there is no request “${name}”`);
  return one;
}

/** The team's decision about a request. */
async function decide(team: Team, project: Project, status: string, reason: string): Promise<void> {
  await decideOn(team, project, await found(team, project), { status, reason_code: "agreed", reason });
}

/** The team's official reply on a request. */
async function say(team: Team, project: Project, body: string): Promise<void> {
  const { id } = await found(team, project);
  await team.client.request("POST", at(project, `/requests/${id}/comments`), {
    body: { body },
    headers: { "idempotency-key": crypto.randomUUID() },
  });
}

/** Opens the panel at What's new, by a launcher that may be marked. */
async function news(page: Page): Promise<Locator> {
  const dialog = panel(page);
  if (!(await dialog.isVisible())) await page.getByRole("button", { name: /^Feedback/ }).click();
  await dialog.getByRole("tab", { name: "What’s new" }).click();
  return dialog;
}

/** Opens the comments of a request in the list. */
async function thread(page: Page, name = title): Promise<Locator> {
  const dialog = await open(page, "Requests");
  await dialog.getByRole("button", { name, exact: true }).click();
  const section = dialog.getByRole("region", { name: `Comments on “${name}”` });
  await expect(section).toBeVisible();
  return section;
}

/** Writes a comment, by the keyboard. */
async function comment(where: Locator, text: string, name?: string): Promise<void> {
  await where.getByLabel("Write a comment").last().fill(text);
  if (name !== undefined) await where.getByLabel("Your name, shown publicly").fill(name);
  await where.getByRole("textbox", { name: "Write a comment" }).press("Control+Enter");
  await expect(where.getByRole("textbox", { name: "Write a comment" })).toHaveValue("");
}

/** Requests of a page to the API. */
function calls(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/v1/"))
      seen.push(`${request.method()} ${pathname.replace(/^\/v1\/p\/[^/]+/, "")}`);
  });
  return seen;
}

/** A fresh page of the same browser. */
async function visit(page: Page, address: string): Promise<Page> {
  const next = await page.context().newPage();
  await next.goto(address);
  await recorded(next);
  return next;
}

test("those who asked learn what became of it, and one who says that it is not solved reopens it", async ({
  page,
  browser,
  bare,
  team,
  project,
  watched,
}) => {
  await set(team, project, { reopen_answers: 1, reopen_percent: 0 });
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "Every month I copy it by hand.");
  await close(page);

  const elsewhere = await browser.newContext();
  const other = await watch(elsewhere);
  const second = await elsewhere.newPage();
  await second.goto(site.origin);
  await vote(second, title);
  await close(second);

  await decide(team, project, "shipped", "The button is above the table.");
  await say(team, project, "It also does **Excel**.");

  const again = await visit(page, site.origin);
  await expect(again.getByRole("button", { name: "Feedback, 2 news" })).toBeVisible();
  await again.getByRole("button", { name: "Feedback, 2 news" }).click();
  const here = panel(again);
  // The question of this screen.
  await expect(here.getByText("Is it solved?")).toBeVisible();
  await expect(here.getByRole("tab", { name: "What’s new 2" })).toBeVisible();
  await news(again);
  await expect(here.getByText(`You suggested “${title}” on`)).toHaveCount(2);
  await expect(here.getByText("We shipped it.")).toBeVisible();
  await expect(here.getByText("The button is above the table.")).toBeVisible();
  await expect(here.getByText("We replied to it.")).toBeVisible();
  await expect(here.getByRole("strong").filter({ hasText: "Excel" })).toBeVisible();
  await expect(here.getByRole("tab", { name: "What’s new", exact: true })).toBeVisible();
  await here.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(here.getByText("Thank you. We’re glad that it works.")).toBeFocused();
  await close(again);
  await expect(again.getByRole("button", { name: "Feedback", exact: true })).toBeFocused();

  const back = await visit(second, site.origin);
  await expect(back.getByRole("button", { name: "Feedback, 2 news" })).toBeVisible();
  const there = await news(back);
  await expect(there.getByText(`You voted for “${title}” on`)).toHaveCount(2);
  await there.getByRole("button", { name: "No", exact: true }).click();
  await there.getByLabel("What is still wrong?").fill("Umlauts are broken");
  await there.getByRole("button", { name: "Send answer" }).click();
  await expect(
    there.getByText("Thank you. We’ve reopened the request and will look into it again."),
  ).toBeVisible();
  expect((await found(team, project)).status).toBe("under_review");
  // The request opens in its place, with what is known of it.
  await there.getByRole("button", { name: "Show the request" }).first().click();
  await expect(there.getByRole("region", { name: `Comments on “${title}”` })).toBeVisible();
  await expect(there.getByText("Every month I copy it by hand.")).toBeVisible();
  watched.clean();
  other.clean();
  await elsewhere.close();
});

test("the team’s replies to a report are news, and stand below the report", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await recorded(page);
  await report(page, "The total is wrong");
  await close(page);
  const list = await team.client.request<{ items: { id: string }[] }>("GET", at(project, "/reports"));
  const id = list.data.items[0]?.id;
  await team.client.request("POST", at(project, `/reports/${id}/replies`), {
    body: { body: "Which currency was it?" },
    headers: { "idempotency-key": crypto.randomUUID() },
  });
  const next = await visit(page, site.origin);
  const dialog = await news(next);
  await expect(dialog.getByText("You reported “The total is wrong” on")).toBeVisible();
  await expect(dialog.getByText("Which currency was it?")).toBeVisible();
  await dialog.getByRole("tab", { name: "Yours" }).click();
  await expect(dialog.getByText("The team replied,")).toBeVisible();
  await expect(dialog.getByText("Which currency was it?")).toBeVisible();
  watched.clean();
});

test("before anyone acts nothing is asked for without a token, and with one at most once an hour", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  const first = calls(page);
  await page.goto(site.origin);
  await recorded(page);
  expect(first).toEqual([]);
  await suggest(page, title, "");
  await close(page);

  const second = await page.context().newPage();
  const asked = calls(second);
  const heard = second.waitForResponse(/\/news\/unseen/);
  await second.goto(site.origin);
  await heard;
  await recorded(second);
  expect(asked.filter((call) => !call.startsWith("OPTIONS"))).toEqual(["GET /news/unseen"]);
  await expect(second.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();

  await decide(team, project, "planned", "Soon");
  const third = await page.context().newPage();
  const silent = calls(third);
  await third.goto(site.origin);
  await recorded(third);
  expect(silent).toEqual([]);

  // An hour later: asked again, by the version that is known.
  await third.evaluate(() => {
    const [name = ""] = Object.keys(localStorage).filter((key) => /^yousaid:pk_[^:]+$/.test(key));
    const held = JSON.parse(localStorage.getItem(name) ?? "{}");
    held.news.at -= 3_600_000;
    localStorage.setItem(name, JSON.stringify(held));
  });
  const fourth = await page.context().newPage();
  const request = fourth.waitForRequest(/\/news\/unseen/);
  await fourth.goto(site.origin);
  expect((await request).headers()["if-none-match"]).toMatch(/^"/);
  await expect(fourth.getByRole("button", { name: "Feedback, 1 news" })).toBeVisible();
  // What was heard is shown without asking.
  const fifth = await page.context().newPage();
  const still = calls(fifth);
  await fifth.goto(site.origin);
  await expect(fifth.getByRole("button", { name: "Feedback, 1 news" })).toBeVisible();
  expect(still).toEqual([]);
  await fifth.evaluate(() =>
    (window as unknown as { yousaid: (...args: string[]) => void }).yousaid("setLocale", "de"),
  );
  await expect(fifth.getByRole("button", { name: "Feedback, 1 Neuigkeit" })).toBeVisible();
  watched.clean();
});

for (const [what, settings, path] of [
  ["the project", { announce_news: false }, "/"],
  ["the page", {}, "/off"],
] as const) {
  test(`news are not announced where ${what} does not want it, and are in their tab`, async ({
    page,
    bare,
    team,
    project,
    watched,
  }) => {
    await set(team, project, settings);
    // Attributes are read when they are needed.
    const off = `<script>document.querySelector("[data-project]").dataset.news = "off"</script></body>`;
    const site = await bare({ "/": article, "/off": article.replace("</body>", off) });
    await page.goto(site.origin);
    await suggest(page, title, "");
    await close(page);
    await decide(team, project, "planned", "Soon");
    const next = await page.context().newPage();
    const asked = calls(next);
    await next.goto(site.origin + path);
    await recorded(next);
    expect(asked).toEqual([]);
    const dialog = await news(next);
    await expect(dialog.getByText("We plan to do it.")).toBeVisible();
    await close(next);
    await expect(next.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();
    watched.clean();
  });
}

test("somebody who has not been here has no tab for news, and one can do without a mark", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  const dialog = await open(page, "Requests");
  await expect(dialog.getByRole("tab")).toHaveText(["Requests", "Report", "Suggest", "Yours"]);
  await suggest(page, title, "");
  await news(page);
  await expect(dialog.getByText(/^Nothing new yet\./)).toBeVisible();
  await dialog.getByLabel("Tell me about news").uncheck();
  await expect(dialog.getByText("You’ll find what’s new only here.").first()).toBeVisible();
  await close(page);
  await decide(team, project, "planned", "Soon");
  const next = await visit(page, site.origin);
  await expect(next.getByRole("button", { name: "Feedback", exact: true })).toBeVisible();
  await news(next);
  await expect(panel(next).getByText("We plan to do it.")).toBeVisible();
  await expect(panel(next).getByLabel("Tell me about news")).not.toBeChecked();
  watched.clean();
});

test("a thread is written, answered and deleted by the keyboard", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "");
  const where = await thread(page);
  await comment(where, "I need this for taxes.", "Ana");
  await expect(where.getByText("I need this for taxes.")).toBeVisible();
  await expect(where.getByText("Ana", { exact: true })).toBeVisible();
  await expect(panel(page).getByText("1 comment", { exact: true })).toBeVisible();
  await say(team, project, "Thank you, that helps.");

  await close(page);
  const again = await thread(page);
  const official = again.getByRole("listitem").filter({ hasText: "Thank you, that helps." });
  await expect(official.getByText("The team", { exact: true })).toBeVisible();
  const reply = again.getByRole("button", { name: "Reply to The team" });
  await reply.focus();
  await page.keyboard.press("Enter");
  const field = again.getByRole("textbox", { name: "Reply to The team" });
  await expect(field).toBeFocused();
  await page.keyboard.type("You’re welcome.");
  // Escape closes the reply, not the panel, and what was written is there again.
  await page.keyboard.press("Escape");
  await expect(field).toBeHidden();
  await expect(again).toBeVisible();
  await reply.press("Enter");
  await expect(field).toHaveValue("You’re welcome.");
  // The name is known from the first comment.
  await expect(again.getByLabel("Your name, shown publicly").last()).toHaveValue("Ana");
  await field.press("Control+Enter");
  await expect(field).toBeHidden();
  await expect(official.getByText("You’re welcome.")).toBeVisible();

  await official.getByRole("button", { name: "Delete" }).press("Enter");
  await expect(official.getByRole("button", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(official.getByText("This comment was deleted.")).toBeVisible();
  watched.clean();
});

test("one’s own comment can be changed", async ({ page, bare, watched }) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "");
  const where = await thread(page);
  await comment(where, "I need *this*.");
  await where.getByRole("button", { name: "Edit" }).click();
  const field = where.getByRole("textbox", { name: "Edit" });
  await expect(field).toHaveValue("I need *this*.");
  await field.fill("I need **that**.");
  await where.getByRole("button", { name: "Save" }).click();
  await expect(where.getByRole("strong").filter({ hasText: "that" })).toBeVisible();
  watched.clean();
});

test("a comment that is refused or cannot be sent is not lost", async ({
  page,
  context,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "");
  const where = await thread(page);
  const { id } = await found(team, project);
  const lock = at(project, `/requests/${id}/comments/lock`);
  await team.client.request("PUT", lock, { body: { locked: true } });
  await where.getByRole("textbox", { name: "Write a comment" }).fill("Too late?");
  await where.getByRole("button", { name: "Send comment" }).click();
  await expect(where.getByRole("alert")).toContainText("Comments on this request are closed.");
  await expect(where.getByRole("textbox", { name: "Write a comment" })).toHaveValue("Too late?");
  await team.client.request("PUT", lock, { body: { locked: false } });

  await context.setOffline(true);
  await where.getByRole("button", { name: "Send comment" }).click();
  await expect(where.getByText("We’ll send this once the connection is back.")).toBeVisible();
  await expect(where.getByText("Too late?")).toBeVisible();
  await context.setOffline(false);
  await expect(where.getByText("We’ll send this once the connection is back.")).toBeHidden();
  await expect(where.getByRole("listitem").filter({ hasText: "Too late?" })).toBeVisible();
  watched.clean("409", "ERR_INTERNET_DISCONNECTED");
});

test("a comment that waits for approval says so, and only to its author", async ({
  page,
  browser,
  bare,
  team,
  project,
  watched,
}) => {
  await set(team, project, { approve_comments: true });
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "");
  await comment(await thread(page), "Please hurry.");
  await expect(panel(page).getByText("Waits for approval")).toBeVisible();
  const elsewhere = await browser.newContext();
  const second = await elsewhere.newPage();
  await second.goto(site.origin);
  await expect((await thread(second)).getByText("No comments yet.")).toBeVisible();
  await elsewhere.close();
  watched.clean();
});

test("following makes somebody who did not vote hear of it", async ({
  page,
  browser,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "");
  const elsewhere = await browser.newContext();
  const second = await elsewhere.newPage();
  await second.goto(site.origin);
  const where = await thread(second);
  const follow = where.getByRole("button", { name: "Follow" });
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await follow.click();
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await close(second);
  await decide(team, project, "in_progress", "In June");
  const next = await visit(second, site.origin);
  const dialog = await news(next);
  await expect(dialog.getByText(`You’ve followed “${title}” since`)).toBeVisible();
  await elsewhere.close();
  watched.clean();
});

test("hostile marks stay text, under the strictest policy", async ({
  page,
  bare,
  server,
  team,
  project,
  watched,
}) => {
  const site = await bare(article, { "content-security-policy": policy(server.origin) });
  await page.goto(site.origin);
  await suggest(page, title, "");
  await say(
    team,
    project,
    [
      "<img src=x onerror=alert(1)> <script>alert(2)</script>",
      "[one](javascript:alert(3)) [two](data:text/html,x) ![picture](https://evil.example/p.png)",
      "# Heading",
      "[a link](https://example.com/?a=1&b=<2>) `code` ~~gone~~",
      "- first\n- second\n\n1. third",
      "> quoted",
      "```\n<b>\n```",
    ].join("\n\n"),
  );
  const where = await thread(page);
  await expect(where.getByText("<script>alert(2)</script>")).toBeVisible();
  await expect(where.locator("img,script,iframe")).toHaveCount(0);
  const links = where.getByRole("link");
  await expect(links.filter({ hasText: "a link" })).toHaveAttribute("rel", "nofollow ugc noopener");
  await expect(links.filter({ hasText: "a link" })).toHaveAttribute("target", "_blank");
  for (const link of await links.all())
    expect(await link.getAttribute("href")).toMatch(/^https:\/\/(example\.com|evil\.example)\//);
  await expect(where.getByRole("heading")).toHaveText(["Comments"]);
  watched.clean();
});

test("threads, news and questions are accessible in light and dark", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  const site = await bare(article);
  await page.goto(site.origin);
  await suggest(page, title, "Every month I copy it by hand.");
  await comment(await thread(page), "I need *this* for [taxes](https://example.com/).", "Ana");
  await say(team, project, "# Soon\n\n- `CSV`\n- Excel\n\n```\na,b\n```");
  await close(page);
  const where = await thread(page);
  await where.getByRole("button", { name: "Reply to Ana" }).click();
  await accessible(page, "a thread with a reply");
  await page.keyboard.press("Escape");
  await close(page);
  await decide(team, project, "shipped", "The button is above the table.");
  const next = await visit(page, site.origin);
  // What was heard when the panel was opened last: the hour is not over.
  const marked = next.getByRole("button", { name: "Feedback, 1 news" });
  await expect(marked).toBeVisible();
  await accessible(next, "a marked launcher");
  await marked.click();
  await panel(next).getByRole("button", { name: "Partly" }).click();
  await accessible(next, "a question on its screen");
  await news(next);
  await expect(panel(next).getByText("We shipped it.")).toBeVisible();
  await panel(next).getByRole("button", { name: "Show the request" }).first().click();
  await expect(panel(next).getByRole("region", { name: `Comments on “${title}”` })).toBeVisible();
  await accessible(next, "news with a request");
  watched.clean();
});
