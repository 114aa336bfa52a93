// The main tasks on third-party sites: visitors answer, report, suggest and vote, and the team reads it.
// Tolerates no policy report and no console error that the test did not provoke.
import type { Page } from "@playwright/test";
import { answer, close, login, open, recorded, report, suggest, vote } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { policies } from "./hosts/build.js";
import { watch } from "./watch.ts";

type Visit = {
  /** Where a visitor starts. */
  start: string;
  /** Goes on to the screen that the feedback is about. */
  go: (page: Page) => Promise<void>;
  /** That screen, as the team sees it. */
  route: string;
  /** Does something there that the recorder writes down, and a part of the sentence that it becomes. */
  act: (page: Page) => Promise<void>;
  step: string;
  /** Complaints that `act` makes on purpose. */
  provoked: string[];
};

const visits: Record<string, Visit> = {
  vitepress: {
    start: "/markdown-examples",
    go: (page) => page.getByRole("link", { name: "Runtime API Examples" }).first().click(),
    route: "/api-examples.html",
    // Its anchors can be seen only under the pointer, so this visitor uses the keyboard.
    act: (page) => page.getByRole("link", { name: 'Permalink to "More"' }).press("Enter"),
    step: "Permalink to",
    provoked: [],
  },
  docusaurus: {
    start: "/docs/intro",
    go: (page) => page.getByRole("link", { name: "Tutorial - Basics" }).first().click(),
    route: "/docs/category/tutorial---basics",
    act: (page) =>
      page
        .getByRole("button", { name: /^Switch between dark and light mode/ })
        .first()
        .click(),
    step: "Switch between dark and light mode",
    provoked: [],
  },
  react: {
    start: "/",
    go: (page) => page.getByRole("link", { name: "Order 41" }).click(),
    route: "/orders/:id",
    act: async (page) => {
      await page.getByLabel("Note").fill("words of mine");
      await page.getByRole("button", { name: "Ship order" }).click();
    },
    step: "Clicked the “Ship order” button",
    provoked: ["order 41 has no lines"],
  },
  mkdocs: {
    start: "/",
    go: (page) => page.getByRole("link", { name: "the guide" }).click(),
    route: "/guide",
    act: (page) =>
      page
        .getByRole("navigation", { name: "Table of contents" })
        .getByRole("link", { name: "Start it" })
        .click(),
    step: "Start it",
    provoked: [],
  },
  svelte: {
    start: "/",
    go: (page) => page.getByRole("link", { name: "About", exact: true }).click(),
    route: "/about",
    act: async (page) => {
      await page.getByRole("link", { name: "Home", exact: true }).click();
      await page.getByRole("button", { name: "Increase the counter by one" }).click();
      await page.getByRole("link", { name: "About", exact: true }).click();
    },
    step: "Increase the counter by one",
    provoked: [],
  },
  adminlte: {
    start: "/widgets/cards.html",
    go: (page) => page.getByRole("link", { name: "Small Box" }).click(),
    route: "/widgets/small-box.html",
    act: (page) => page.getByRole("link", { name: "More info" }).first().click(),
    step: "More info",
    provoked: [],
  },
  swagger: {
    start: "/",
    go: (page) => page.getByRole("button", { name: "get /orders", exact: true }).click(),
    route: "Swagger UI",
    act: (page) => page.getByRole("button", { name: "Try it out" }).click(),
    step: "Try it out",
    provoked: [],
  },
};

for (const [name, visit] of Object.entries(visits)) {
  for (const strict of policies(name)) {
    const mode = strict ? "under the strictest policy" : "as generated";
    test(`a ${name} site ${mode} gathers feedback that the team reads`, async ({
      page,
      browser,
      host,
      server,
      team,
      project,
      watched,
    }, info) => {
      const site = await host(name, strict);
      const picture = (part: string) =>
        `../artefacts/pictures/${name}-${strict ? "strict" : "plain"}-${part}.png`;

      await test.step("a visitor answers, reports and suggests", async () => {
        await page.goto(site.origin + visit.start);
        await visit.go(page);
        await recorded(page);
        await visit.act(page);
        const dialog = await open(page, "Requests");
        await answer(dialog, false, "It doesn’t work");
        await report(page, "It does not do what it says");
        await page.screenshot({ path: picture("reported") });
        await suggest(page, "A list of everything", "I need it each Monday");
        await close(page);
      });

      await test.step("another visitor votes", async () => {
        const other = await browser.newContext();
        const complaints = await watch(other);
        const second = await other.newPage();
        await second.goto(site.origin + visit.start);
        await visit.go(second);
        await vote(second, "A list of everything");
        await second.screenshot({ path: picture("voted") });
        complaints.clean();
        await other.close();
      });

      await test.step("the page has stayed clean", () => watched.clean(...visit.provoked));

      await test.step("the team reads all of it", async () => {
        const office = await browser.newContext({ viewport: { width: 1440, height: 900 } });
        const complaints = await watch(office);
        const dashboard = await office.newPage();
        await login(dashboard, server.origin, team);
        await dashboard.goto(`${server.origin}/app/p/${project.id}/triage`);
        await dashboard.getByText("A list of everything").first().click();
        await expect(dashboard.getByRole("link", { name: /^2 Votes / }).first()).toBeVisible();
        await expect(dashboard.getByText("I need it each Monday")).toBeVisible();
        await expect(dashboard.getByRole("heading", { name: "Why it ranks here" })).toBeVisible();
        await dashboard.screenshot({ path: picture("triage") });
        await dashboard.goto(`${server.origin}/app/p/${project.id}/reports`);
        await dashboard.getByText("It does not do what it says").first().click();
        await expect(dashboard.getByText(visit.step).first()).toBeVisible();
        await expect(dashboard.getByText("words of mine")).toHaveCount(0);
        await dashboard.screenshot({ path: picture("report") });
        await dashboard.goto(`${server.origin}/app/p/${project.id}/screens`);
        await dashboard.getByText(visit.route).first().click();
        await expect(dashboard.getByText("It doesn’t work").first()).toBeVisible();
        await dashboard.screenshot({ path: picture("screen") });
        // Asking who is logged in is answered with 401 until somebody is, and the browser notes that.
        complaints.clean("/v1/session");
        await office.close();
      });
      info.annotations.push({ type: "provoked", description: visit.provoked.join(", ") || "nothing" });
    });
  }
}
