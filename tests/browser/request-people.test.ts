// The pane of an open request: its voters, its properties, deciding with prepared messages, and creating another one.
// What was done is read from the API, and what visitors see from the widget.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { login, open as openPanel } from "./acts.ts";
import { accessible } from "./axe.ts";
import { decide, type Made, request, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import { plain } from "./pages.ts";
import type { Project, Team } from "./team.ts";

type Start = { page: Page; server: { origin: string }; team: Team; project: Project };

const path = (project: Project, rest: string) => `/v1/projects/${project.id}/${rest}` as string;

/** Opens a request in the view of all. */
async function show({ page, server, team, project }: Start, made: Made): Promise<void> {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
  await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
}

const pane = (page: Page) => page.locator(".split-detail");
const part = (page: Page, name: string) =>
  pane(page)
    .locator("section")
    .filter({ has: page.getByRole("heading", { level: 3, name }) });

test("voters are listed, filtered by company and kind, exported, and added on behalf of somebody", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Two-factor login");
  for (const [name, company, segment] of [
    ["Anna", "Nordwind", "enterprise"],
    ["Bela", "Südhang", "free"],
    ["Cara", "Nordwind", "enterprise"],
  ] as const) {
    const who = { name, company, segment, email: `${name.toLowerCase()}@example.com` };
    await (await visitor(server, team, project, who)).vote(made);
  }
  await (await visitor(server, team, project)).vote(made);
  await show({ page, server, team, project }, made);
  await page.getByRole("tab", { name: /^Voters/ }).click();
  const list = page.getByRole("list", { name: "Voters of this request" });
  await expect(list.getByRole("listitem")).toHaveCount(4);
  await accessible(page, "the voters of a request");
  await page.getByRole("button", { name: /^Nordwind/ }).click();
  await expect(list.getByRole("listitem")).toHaveCount(2);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file).toContain("anna@example.com");
  expect(file).not.toContain("bela@example.com");
  await page.getByLabel("Company", { exact: true }).selectOption("");
  await page.getByLabel("Vote", { exact: true }).selectOption("anonymous");
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.getByLabel("Vote", { exact: true }).selectOption("");

  await page.getByRole("combobox", { name: "Add a voter" }).fill("Dora Dahl <dora@example.com>");
  await page.keyboard.press("Enter");
  await page.getByLabel("Note", { exact: true }).fill("Called on Monday: every login needs it.");
  await accessible(page, "the form of a vote on behalf of somebody");
  await page.getByRole("button", { name: "Add vote" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(5);
  const dora = list.getByRole("listitem").filter({ hasText: "Dora Dahl" });
  await expect(dora).toContainText("Added by team");
  await expect(dora).toContainText("by Pia Mager");
  await expect(dora.getByText("Called on Monday: every login needs it.")).toBeVisible();
  await accessible(page, "a voter with a note");
  expect(await request(team, project, made)).toMatchObject({ votes: 5, voters: { on_behalf: 1 } });
  await expect(pane(page).getByText("5 votes: 3 verified, 1 anonymous, 1 added by team")).toBeVisible();
  await page.getByRole("button", { name: "Take back the vote for Dora Dahl" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(4);
});

test("a call becomes a request on behalf of a person, or a vote on the one that says the same", async ({
  page,
  server,
  team,
  project,
}) => {
  const known = await suggest(team, project, "Reminders before an invoice is due");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.getByRole("link", { name: /Reminders before/ })).toBeVisible();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "New request" });
  await dialog.getByLabel("Title").fill("Print on A5");
  await dialog.getByRole("combobox", { name: "Who asked for it" }).fill("Emil <emil@example.com>");
  await page.keyboard.press("Tab");
  await dialog.getByLabel("Note for your team").fill("Called on Monday.");
  await accessible(page, "the dialog of a new request");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Print on A5" })).toBeVisible();
  await expect(part(page, "Notes").getByText("Called on Monday.")).toBeVisible();
  const list = path(project, "requests?order=new");
  const [made] = (await team.client.request<{ items: { title: string; votes: number }[] }>("GET", list)).data
    .items;
  expect(made).toMatchObject({ title: "Print on A5", votes: 1, voters: { on_behalf: 1 } });

  await page.getByRole("button", { name: "New request" }).click();
  await dialog.getByLabel("Title").fill("Reminder before the invoice is due");
  await dialog.getByRole("combobox", { name: "Who asked for it" }).fill("emil");
  await dialog.getByRole("option", { name: /emil@example\.com/ }).click();
  await dialog.getByRole("button", { name: `Add the vote to #${known.number} instead` }).click();
  await expect(dialog).toBeHidden();
  expect(await request(team, project, known)).toMatchObject({ votes: 1, voters: { on_behalf: 1 } });
});

test("the preview of a decision is what the widget's visitor reads, from a prepared message on", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Arabic translation");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/decisions`);
  await page.getByRole("button", { name: "Add a message" }).click();
  const form = page.getByRole("form", { name: "Add a message" });
  await form.getByLabel("Name").fill("Next quarter");
  await form.getByLabel("Offered for").selectOption("planned");
  await form.getByLabel("Message").fill("We start with it in the next quarter.");
  await accessible(page, "the settings of decisions");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Next quarter", { exact: true })).toBeVisible();
  await page.getByLabel("Every decision needs a message to voters").uncheck();
  await page.getByLabel("Language of requests").selectOption("de");
  await expect
    .poll(async () => (await team.client.request("GET", `/v1/projects/${project.id}` as string)).data)
    .toMatchObject({ message_required: false, language: "de" });

  await show({ page, server, team, project }, made);
  await pane(page).getByRole("button", { name: "Decide", exact: false }).click();
  const decision = page.getByRole("form", { name: "Decide" });
  await decision.getByLabel("Status").selectOption("planned");
  await decision.getByRole("button", { name: "Prepared messages" }).click();
  await page.getByRole("button", { name: /^Next quarter/ }).click();
  await decision.getByText("Evidence, alternatives and conditions").click();
  await decision.getByLabel("Evidence", { exact: true }).fill("Twelve customers in Cairo.");
  await accessible(page, "the form of a decision");
  const preview = decision.getByRole("region", { name: "What voters will see" });
  // Each browser writes the day as its reader is used to.
  const words = async (texts: Promise<string>) =>
    (await texts)
      .split(/\s*\n\s*/)
      // The number of votes is beside the words.
      .filter((text) => text !== "" && text !== "0")
      .map((text) => text.replace(/^Our decision, .*\b20\d\d$/, "Our decision"));
  const promised = (await words(preview.innerText())).slice(1);
  await decision.getByRole("button", { name: "Publish decision" }).click();
  await expect(decision).toBeHidden();

  const guest = await page.context().newPage();
  await team.allow(project, server.origin);
  const tag = `<script async src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
  await guest.route(`${server.origin}/guest`, (route) =>
    route.fulfill({ contentType: "text/html", body: plain("<h1>Guest</h1>").replace("__TAG__", tag) }),
  );
  await guest.goto(`${server.origin}/guest`);
  const panel = await openPanel(guest, "Requests");
  await panel.getByLabel("Everywhere").check();
  await panel.getByRole("button", { name: "Arabic translation", exact: true }).click();
  const row = panel.getByRole("listitem").filter({ hasText: "Arabic translation" });
  await expect(row.getByText("We start with it in the next quarter.")).toBeVisible();
  const read = await words(row.innerText());
  // Comments follow in the widget.
  expect(read.slice(0, promised.length)).toEqual(promised);
});

test("kind and visibility are changed in place", async ({ page, server, team, project }) => {
  const made = await suggest(team, project, "Labels for parcels");
  await show({ page, server, team, project }, made);
  const properties = page.getByRole("region", { name: "Properties" });
  await properties.getByLabel("Visible to").selectOption("false");
  await expect.poll(() => request(team, project, made)).toMatchObject({ public: false });
  await properties.getByLabel("Kind").selectOption("problem");
  await expect.poll(() => request(team, project, made)).toMatchObject({ kind: "problem" });
});

test("a decision that meets a colleague's keeps the text and says who decided", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Webhooks");
  await show({ page, server, team, project }, made);
  await page.keyboard.press("d");
  const form = page.getByRole("form", { name: "Decide" });
  await form.getByLabel("Status").selectOption("in_progress");
  await form.getByLabel("Message to voters").fill("We build it.");
  await decide(team, project, made, { status: "declined", reason_code: "not_now", reason: "Not yet" });
  await form.getByRole("button", { name: "Publish decision" }).click();
  await expect(form.getByText("Pia Mager changed this while you were editing")).toBeVisible();
  await expect(form.getByText("Pia Mager: Declined, “Not yet”")).toBeVisible();
  await expect(form.getByLabel("Message to voters")).toHaveValue("We build it.");
  // A second press leads to what has to be read first.
  await form.getByRole("button", { name: "Publish decision" }).click();
  await expect(form.getByRole("alert")).toBeFocused();
  expect(await request(team, project, made)).toMatchObject({ status: "declined" });
  await form.getByRole("button", { name: "Load latest" }).click();
  await expect(form.getByRole("alert")).toHaveCount(0);
  await expect(form.getByText("Pia Mager: Declined, “Not yet”")).toBeVisible();
  await form.getByRole("button", { name: "Publish decision" }).click();
  await expect(form).toBeHidden();
  await expect.poll(() => request(team, project, made)).toMatchObject({ status: "in_progress" });
});
