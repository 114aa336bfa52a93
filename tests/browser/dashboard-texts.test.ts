// Texts in the dashboard: direction, length, days, announcements, print, forced colours.
// Checked on more than one page.
import type { Page } from "@playwright/test";
import { names } from "../../dashboard/src/words/names.ts";
import { login, open } from "./acts.ts";
import { suggest, visitor, wishes } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project, Team } from "./team.ts";

const list = (page: Page, path: string) =>
  page.waitForResponse((answer) => answer.url().includes(`${path}?`) && answer.status() < 400);
/** What the browser does when somebody comes back to its window. */
const comeBack = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

test("one's own decisions are no news in a filtered list, a colleague's new request is", async ({
  page,
  server,
  team,
  project,
}) => {
  await wishes(team, project, 60);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage?view=all&order=new`);
  for (const wish of ["Wish 60", "Wish 59"]) {
    await page.getByText(wish, { exact: true }).first().click();
    await page.keyboard.press("d");
    const form = page.getByRole("form", { name: "Decide" });
    await form.getByLabel("Message to voters").fill("Soon");
    await form.getByRole("button", { name: "Publish decision" }).click();
    await expect(form).toBeHidden();
  }
  const read = list(page, "/requests");
  await comeBack(page);
  await read;
  await expect(page.getByText("Version 1")).toBeVisible();
  await expect(page.locator(".chip")).toHaveCount(0);
  await suggest(team, project, "Sepia");
  await comeBack(page);
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible();
});

test("linking a report is no other order, and the focus goes on to what stands there", async ({
  page,
  server,
  team,
  project,
}) => {
  await wishes(team, project, 2);
  const somebody = await visitor(server, team, project);
  await somebody.report("It broke");
  await somebody.report("It broke again");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/reports?linked=false`);
  await page.getByText("It broke", { exact: true }).click();
  await page.getByRole("searchbox", { name: "Find a request to link" }).fill("Wish 2");
  await page.getByRole("button", { name: /Link to #2/ }).click();
  await expect(page.getByRole("link", { name: "#2 Wish 2" })).toBeFocused();
  const read = list(page, "/reports");
  await comeBack(page);
  await read;
  await expect(page.getByText("It broke again").first()).toBeVisible();
  await expect(page.locator(".chip")).toHaveCount(0);
  await page.getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByRole("searchbox", { name: "Find a request to link" })).toBeFocused();
});

test("where the focused control is taken away, the focus stays in its place", async ({
  page,
  server,
  team,
  project,
}) => {
  for (const origin of ["https://a.example", "https://b.example", "https://c.example"])
    await team.allow(project, origin);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/origins`);
  await page.getByRole("button", { name: "Remove https://b.example" }).click();
  await expect(page.getByText("https://b.example", { exact: true })).toHaveCount(0);
  await expect(
    page.getByRole("button", { name: /Remove https:\/\/[ac]/, exact: false }).and(page.locator(":focus")),
  ).toHaveCount(1);
});

test("the form of a decision says who will read it: voters, the author of a private request, or the team", async ({
  page,
  server,
  team,
  project,
  bare,
}) => {
  const path = `/v1/projects/${project.id}` as string;
  await team.client.request("PATCH", path, { body: { new_requests_public: false } });
  const site = await bare(
    "<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1></main>__TAG__",
  );
  await page.goto(site.origin);
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").fill("Dark mode");
  await dialog.getByRole("button", { name: "Send suggestion" }).click();
  await expect(dialog.getByText(/^Thank you\./)).toBeVisible();
  await suggest(team, project, "Light mode");
  await suggest(team, project, "No mode", { public: false });
  await login(page, server.origin, team);
  const form = page.getByRole("form", { name: "Decide" });
  for (const [title, hint, preview] of [
    ["Light mode", /^Voters and other visitors will see this\./, "What voters will see"],
    [
      "Dark mode",
      "This request is private: only your team and the visitor who suggested it will see this.",
      "What the visitor who suggested it will see",
    ],
    ["No mode", "This request is private: only your team will see this.", null],
  ] as const) {
    await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
    await page.getByText(title, { exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 2, name: title })).toBeVisible();
    await page.keyboard.press("d");
    await expect(form.getByText(hint)).toBeVisible();
    await expect(form.getByRole("heading", { level: 4 })).toHaveText(preview ? [preview] : []);
    await page.keyboard.press("Escape");
  }
});

test("the head of Triage is not squeezed beside an open request: no word and no label breaks", async ({
  page,
  server,
  team,
  project,
}) => {
  const [first] = await wishes(team, project, 1);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${first?.id}`);
  await expect(page.getByRole("heading", { level: 2, name: "Wish 1" })).toBeVisible();
  for (const width of [900, 960, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const squeezed = await page.locator(".list-title :is(h1, label span)").evaluateAll((all) =>
      all.flatMap((one) => {
        const text = document.createRange();
        text.selectNodeContents(one);
        return text.getClientRects().length > 1 || one.scrollWidth > one.clientWidth ? [one.textContent] : [];
      }),
    );
    expect(squeezed, `at ${width} px`).toEqual([]);
  }
});

test("the dashboard names the reasons of an answer as visitors read them", async ({ server, project }) => {
  const config = await (await fetch(`${server.origin}/v1/p/${project.widget_key}/config`)).json();
  const offered: { code: string; labels: Record<string, string> }[] = [
    ...config.reasons.yes,
    ...config.reasons.no,
  ];
  expect(offered).toHaveLength(7);
  expect(offered.map(({ code }) => [code, names.answer(code)])).toEqual(
    offered.map(({ code, labels }) => [code, labels.en]),
  );
});

test("the browser asks before a draft is lost, and only then", async ({ page, server, team, project }) => {
  const made = await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.getByRole("button", { name: "Decide" }).click();
  const form = page.getByRole("form", { name: "Decide" });
  await form.getByLabel("Message to voters").fill("Soon");
  await page.reload();
  expect(asked).toEqual(["beforeunload"]);
  await page.getByRole("button", { name: "Decide" }).click();
  await expect(form.getByLabel("Message to voters")).toHaveValue("");
  await form.getByLabel("Message to voters").fill("Soon");
  await form.getByRole("button", { name: "Publish decision" }).click();
  await expect(form).toBeHidden();
  await page.reload();
  expect(asked).toEqual(["beforeunload"]);
});

test("the question before anonymising stands in the middle", async ({ page, server, team, project }) => {
  const made = await suggest(team, project, "Dark mode");
  const ada = await visitor(server, team, project, { name: "עדה לאבלייס", email: "ada@example.com" });
  await ada.vote(made);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/visitors`);
  await page.getByText("עדה לאבלייס").first().click();
  await page.getByRole("button", { name: "Anonymise" }).click();
  const dialog = page.getByRole("dialog", { name: "Anonymise עדה לאבלייס?" });
  await expect(dialog).toBeVisible();
  const box = await dialog.boundingBox();
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  expect(Math.abs((box?.y ?? 0) + (box?.height ?? 0) / 2 - height / 2)).toBeLessThan(10);
  expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - width / 2)).toBeLessThan(10);
  await dialog.getByRole("button", { name: "Anonymise" }).click();
  await expect(dialog).toBeHidden();
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
});

test("paper shows all rows of the list, and all of an open request", async ({
  page,
  server,
  team,
  project,
}) => {
  const [made] = await wishes(team, project, 40);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
  await expect(page.getByText("Wish 40")).toBeVisible();
  await expect(page.getByText("Wish 1", { exact: true })).toHaveCount(0);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Wish 1", { exact: true })).toBeVisible();
  const last = await page.getByText("Wish 1", { exact: true }).boundingBox();
  const whole = () => page.evaluate(() => document.documentElement.scrollHeight);
  expect(await whole()).toBeGreaterThan(last?.y ?? Number.POSITIVE_INFINITY);
  await page.emulateMedia({ media: "screen" });
  await expect(page.getByText("Wish 1", { exact: true })).toHaveCount(0);

  await page.setViewportSize({ width: 1024, height: 400 });
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made?.id}`);
  await expect(page.getByRole("heading", { name: "Linked reports" })).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.locator("html")).toHaveCSS("color-scheme", "light");
  const end = await page.getByRole("heading", { name: "Linked reports" }).boundingBox();
  expect(await whole()).toBeGreaterThan(end?.y ?? Number.POSITIVE_INFINITY);
  await page.screenshot({ path: "../artefacts/pictures/office-paper.png", fullPage: true });
});

test("forced colours show which row, place, tab and choice is the current one", async ({
  page,
  server,
  team,
  project,
}) => {
  const [made] = await wishes(team, project, 2);
  await page.emulateMedia({ forcedColors: "active" });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made?.id}`);
  await expect(page.getByRole("heading", { level: 2, name: "Wish 1" })).toBeVisible();
  const drawn = (selector: string) =>
    page.locator(selector).evaluate((one) => getComputedStyle(one).outlineStyle);
  expect(await drawn(".row.is-open")).toBe("solid");
  expect(await drawn(".row:not(.is-open)")).toBe("none");
  expect(await drawn(".rail nav a[aria-current]")).toBe("solid");
  expect(await drawn(".segmented.is-inline :checked + span")).toBe("solid");
  await page.screenshot({ path: "../artefacts/pictures/office-forced.png" });
});

test("in Los Angeles at eight in the evening a chart says that its days are UTC's, and ends with the vote of this minute", async ({
  browser,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Dark mode");
  await (await visitor(server, team, project)).vote(made);
  const context = await browser.newContext({ timezoneId: "America/Los_Angeles" });
  const page = await context.newPage();
  const today = new Date().toISOString().slice(0, 10);
  await page.clock.setFixedTime(`${today}T04:00:00Z`);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
  const chart = page.locator(".votes-chart");
  await expect(chart).toBeVisible();
  expect(await page.evaluate(() => new Date().getHours())).toBe(20);
  const name = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const day = name.format(new Date(today));
  await expect(chart.getByText(`${day} (today, UTC)`)).toBeVisible();
  await expect(chart.getByText("Days start at midnight UTC.")).toBeVisible();
  await expect(chart.locator("rect").last()).toHaveText(`${day}: 1 vote`);
  expect(Number(await chart.locator("rect").last().getAttribute("height"))).toBeGreaterThan(0);
  await chart.screenshot({ path: "../artefacts/pictures/office-chart.png" });
  await context.close();
});

const hebrew = "מצב כהה ל־API, בבקשה!";

test("Hebrew that people wrote runs from right to left wherever it stands, in fields too", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, hebrew, { body: hebrew });
  const ada = await visitor(server, team, project, {
    name: hebrew,
    email: "ada@example.com",
    company: hebrew,
  });
  await ada.vote(made);
  await ada.answer({ route: "/orders", title: hebrew }, false, hebrew);
  await ada.report(hebrew, { body: hebrew, screen: { route: "/orders", title: hebrew } });
  await login(page, server.origin, team);
  const base = `${server.origin}/app/p/${project.id}`;
  const all = async (least: number) => {
    await expect(page.getByText(hebrew).first()).toBeVisible();
    await expect.poll(() => page.getByText(hebrew).count()).toBeGreaterThanOrEqual(least);
    const directions = await page
      .getByText(hebrew)
      .evaluateAll((found) =>
        found.map((one) => `${getComputedStyle(one).direction} ${one.outerHTML.slice(0, 90)}`),
      );
    expect(directions.filter((one) => !one.startsWith("rtl"))).toEqual([]);
  };
  await page.goto(`${base}/triage/${made.id}?view=all`);
  await expect(page.getByRole("heading", { name: "Decisions" })).toBeVisible();
  await all(3);
  await page.keyboard.press("d");
  const form = page.getByRole("form", { name: "Decide" });
  await form.getByLabel("Message to voters").fill(hebrew);
  await expect(form.getByLabel("Message to voters")).toHaveCSS("direction", "rtl");
  await all(5);
  await form.getByRole("button", { name: "Publish decision" }).click();
  await expect(page.getByText("Version 1")).toBeVisible();
  await all(4);
  await page.keyboard.press("e");
  await expect(page.getByLabel("Title")).toHaveCSS("direction", "rtl");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("כהה");
  await expect(page.getByRole("searchbox", { name: "Filter by text" })).toHaveCSS("direction", "rtl");
  for (const [place, least] of [
    ["reports", 3],
    ["visitors", 4],
    ["screens", 4],
  ] as const) {
    await page.goto(`${base}/${place}`);
    await page.getByText(hebrew).first().click();
    await expect(page.locator(".detail .part, .detail .tab-panel li").first()).toBeVisible();
    await all(least);
  }
});

const word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(5).slice(0, 195);

async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panes = [
      document.documentElement,
      ...document.querySelectorAll(
        "main, .split-list, .split-detail, .settings-body, .rows, .scroll, dialog, .sheet-page, .detail, form",
      ),
    ];
    return panes
      .filter(
        (one) =>
          one.clientWidth > 1 &&
          one.scrollWidth > one.clientWidth + 1 &&
          (one as HTMLElement).checkVisibility(),
      )
      .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} in ${one.clientWidth}`);
  });
}

for (const width of [390, 1024, 1440]) {
  test(`a word of 200 letters overflows nothing at ${width} px`, async ({ page, server, team }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 800 });
    const project = await team.project(word.slice(0, 100));
    const made = await suggest(team, project, word, { body: word });
    const ada = await visitor(server, team, project, {
      name: word.slice(0, 100),
      email: "ada@example.com",
      company: word.slice(0, 100),
    });
    await ada.vote(made);
    const screen = { route: `/${word.toLowerCase()}`, title: word };
    await ada.answer(screen, false, word);
    await ada.report(word, { body: word, screen, object: { type: "order", id: word.slice(0, 100) } });
    const path = `/v1/projects/${project.id}/keys` as string;
    await team.client.request("POST", path, { body: { name: word.slice(0, 100), scope: "read" } });
    await decide(team, project, made.id);
    await login(page, server.origin, team);
    const base = `${server.origin}/app/p/${project.id}`;
    for (const place of ["triage", "reports", "visitors", "screens"]) {
      // The request is decided, so that it needs no decision.
      await page.goto(`${base}/${place}${place === "triage" ? "?view=all" : ""}`);
      await page.locator("[data-row]").first().waitFor();
      expect.soft(await overflowing(page), place).toEqual([]);
      await page.locator("[data-row]").first().click();
      await expect(page.locator(".detail .part, .detail .tab-panel li").first()).toBeVisible();
      expect.soft(await overflowing(page), `${place}, open`).toEqual([]);
      await page.screenshot({ path: `../artefacts/pictures/office-long-${place}-${width}.png` });
    }
    await page.goto(`${base}/triage/${made.id}`);
    await page.getByRole("button", { name: "Decide" }).click();
    await page.getByLabel("Message to voters").fill(word);
    expect.soft(await overflowing(page), "decide").toEqual([]);
    for (const tab of ["install", "origins", "identity", "segments", "keys", "members", "bin", "project"]) {
      await page.goto(`${base}/settings/${tab}`);
      await expect(page.locator(".sheet-page h2")).toBeVisible();
      await expect(page.locator(".settings-nav [aria-current]")).toBeInViewport({ ratio: 0.99 });
      await expect(page.locator(".skeleton")).toHaveCount(0);
      expect.soft(await overflowing(page), tab).toEqual([]);
    }
    await page.goto(`${base}/settings/keys`);
    await page.getByRole("button", { name: /^Revoke/ }).click();
    expect.soft(await overflowing(page), "question").toEqual([]);
    await page
      .getByRole("dialog")
      .screenshot({ path: `../artefacts/pictures/office-long-question-${width}.png` });
  });
}

async function decide(team: Team, project: Project, id: string): Promise<void> {
  const path = `/v1/projects/${project.id}/requests/${id}` as string;
  const tag = (await team.client.request("GET", path)).headers.get("etag") ?? "";
  const body = { status: "planned", reason_code: "agreed", reason: word, evidence: word };
  await team.client.request("POST", `${path}/decisions` as string, { body, headers: { "if-match": tag } });
}
