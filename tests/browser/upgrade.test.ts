// Pages that were opened before an upgrade of the server, or while it starts: everything that they load later still works.
// No fake servers: the old and the new one are real, on the same data folder and address.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answer, login, open, panel, recorded, suggest } from "./acts.ts";
import { binary, boot, type Server } from "./boot.ts";
import { test as base, expect } from "./fixtures.ts";
import { hold } from "./line.ts";
import { plain, question } from "./pages.ts";
import { page as serve } from "./site.ts";
import { found, type Project, type Team } from "./team.ts";

/** An installation that can be upgraded, with a page of a host. */
type House = {
  server: Server;
  team: Team;
  project: Project;
  /** A page of a host with the tag, at that address. */
  site: string;
  /** Ends the server and lets this program go on at its place. */
  change: (program: string) => Promise<void>;
  /** Ends the server; the returned function starts it again. */
  fall: () => Promise<() => Promise<void>>;
};

const test = base.extend<{ house: House }, { before: string }>({
  before: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "yousaid-before-"));
      await use(process.env.YOUSAID_BIN_BEFORE ?? another(folder));
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  house: async ({ before }, use) => {
    let server = await boot(before);
    const team = await found(server);
    const project = await team.project("Atelier Nord");
    const tag = `<script async src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
    const site = await serve(plain(question).replace("__TAG__", tag), {});
    await team.allow(project, site.origin);
    const fall = async () => {
      const left = await server.halt();
      return async (program = binary) => {
        house.server = server = await boot(program, left);
      };
    };
    const house: House = {
      server,
      team,
      project,
      site: site.origin,
      change: async (program) => (await fall())(program),
      fall,
    };
    await use(house);
    await site.stop();
    await server.stop();
  },
});

/**
 * A program of another version: a copy of the one under test in which each built-in file has another digest in its name,
 * wherever that is written. Only the last sign of it differs, so the files keep their order.
 */
function another(folder: string): string {
  const root = join(import.meta.dirname, "../..");
  const names = ["widget/dist/widget", "dashboard/dist/assets"].flatMap((path) =>
    readdirSync(join(root, path)),
  );
  const program = readFileSync(binary);
  let changed = 0;
  for (const name of names) {
    const digest = /-(\w{8,})\.\w+$/.exec(name)?.[1];
    if (!digest) continue;
    const last = digest.endsWith("0") ? "1" : "0";
    for (let at = program.indexOf(digest); at >= 0; at = program.indexOf(digest, at + 1)) {
      program.write(last, at + digest.length - 1, "latin1");
      changed += 1;
    }
  }
  // Debug builds have no files in them: they read them from the disk.
  if (changed < names.length)
    throw new Error(`the files of this tree are not in ${binary}: build it, or set YOUSAID_BIN_BEFORE`);
  const path = join(folder, "yousaid");
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  return path;
}

/** The names with a digest that the loader of a server asks for. */
async function digests(server: Server): Promise<string> {
  const text = await (await fetch(`${server.origin}/widget.js`)).text();
  return [...text.matchAll(/"[a-z]+-([A-Z0-9]{8})"/g)].map(([, digest]) => digest).join();
}

const launcher = (page: Page) => page.getByRole("button", { name: "Feedback", exact: true });

test("the program of before has other files than the one of after", async ({ house }) => {
  const old = await digests(house.server);
  expect(old).not.toBe("");
  await house.change(binary);
  expect(await digests(house.server)).not.toBe(old);
});

for (const direction of ["an upgrade", "a return to the version of before"] as const) {
  const [first, then] = direction === "an upgrade" ? ["before", "after"] : ["after", "before"];

  test(`a page from before ${direction} opens the panel and all of its tabs`, async ({
    page,
    house,
    before,
  }) => {
    if (first === "after") await house.change(binary);
    await page.goto(house.site);
    await expect(launcher(page)).toBeVisible();
    await recorded(page);
    await house.change(then === "after" ? binary : before);
    const dialog = await open(page, "Requests");
    await answer(dialog, true);
    await suggest(page, "A list of everything", "I need it each Monday");
    await open(page, "Yours");
    await expect(dialog.getByText("A list of everything")).toBeVisible();
  });

  test(`a page that had only its loader before ${direction} is whole after it`, async ({
    page,
    house,
    before,
  }) => {
    if (first === "after") await house.change(binary);
    const recorder = await hold(page, "**/widget/recorder-*.js");
    await page.goto(house.site);
    await expect(launcher(page)).toBeVisible();
    await house.change(then === "after" ? binary : before);
    recorder.open();
    await page.getByRole("group", { name: "Was this helpful?" }).getByRole("button", { name: "Yes" }).click();
    await expect(page.getByText("Thank you for your answer.")).toBeVisible();
  });

  test(`a dashboard from before ${direction} opens the pages that it had not loaded`, async ({
    page,
    house,
    before,
  }) => {
    if (first === "after") await house.change(binary);
    await login(page, house.server.origin, house.team);
    await page.goto(`${house.server.origin}/app/p/${house.project.id}/triage`);
    const menu = page.getByRole("navigation").first();
    await expect(menu.getByRole("link", { name: "Reports" })).toBeVisible();
    await house.change(then === "after" ? binary : before);
    for (const name of ["Reports", "Screens", "Visitors", "Settings"]) {
      await menu.getByRole("link", { name }).click();
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    }
  });
}

test("a panel that did not come while the server was away comes by the next press", async ({
  page,
  house,
}) => {
  await page.goto(house.site);
  await recorded(page);
  const rise = await house.fall();
  const failed = page.waitForEvent("requestfailed", { predicate: (one) => /\/panel-/.test(one.url()) });
  await launcher(page).click();
  await failed;
  await rise();
  // What the launcher says meanwhile is not the point here.
  await page.locator("yousaid-widget").getByRole("button").click();
  await expect(panel(page)).toBeVisible();
});

test("a page of the dashboard that did not come while the server was away comes by the next press", async ({
  page,
  house,
}) => {
  await login(page, house.server.origin, house.team);
  await page.goto(`${house.server.origin}/app/p/${house.project.id}/triage`);
  const reports = page.getByRole("navigation").first().getByRole("link", { name: "Reports" });
  await expect(reports).toBeVisible();
  const rise = await house.fall();
  const failed = page.waitForEvent("requestfailed", { predicate: (one) => /\/assets\//.test(one.url()) });
  await reports.click();
  await failed;
  await rise();
  await reports.click();
  await expect(page.getByRole("heading", { level: 1, name: "Reports" })).toBeVisible();
});
