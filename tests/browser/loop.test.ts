// The whole loop, as the people in it live it: a visitor asks, another one votes, a product manager replies, plans and ships with a
// release note, both are told, one says that it is not solved, and triage has it again. Then the same on the board, without JavaScript.
// Nothing is done by the API but the settings of the project.
import type { Page } from "@playwright/test";
import { close, login, panel, suggest, vote } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { plain } from "./pages.ts";

const title = "Export the table as CSV";
const host = plain("<main><h1>Orders</h1></main>");

/** A later visit in the same browser, at what is new. */
async function comesBack(page: Page, address: string): Promise<Page> {
  const next = await page.context().newPage();
  await next.goto(address);
  await next.getByRole("button", { name: /^Feedback, \d news$/ }).click();
  await panel(next).getByRole("tab", { name: "What’s new" }).click();
  return next;
}

test("everyone who asked hears back, in the product and on the board", async ({
  page: manager,
  browser,
  bare,
  server,
  team,
  project,
  watched,
}) => {
  test.slow();
  const settings = { board: "public", reopen_answers: 1, reopen_percent: 0 };
  const path = `/v1/projects/${project.id}` as string;
  const { slug } = (await team.client.request<{ slug: string }>("PATCH", path, { body: settings })).data;
  const site = await bare(host);
  const asker = await (await browser.newContext()).newPage();
  await asker.goto(site.origin);
  await suggest(asker, title, "Every month I copy it by hand.");
  await close(asker);
  const voter = await (await browser.newContext()).newPage();
  await voter.goto(site.origin);
  await vote(voter, title);
  await close(voter);

  await login(manager, server.origin, team);
  await manager.goto(`${server.origin}/app/p/${project.id}/triage`);
  await manager.getByText(title).first().click();
  await manager.getByRole("tab", { name: /^Comments/ }).click();
  await manager.getByRole("textbox", { name: "Comment as the team" }).fill("Which columns do you need?");
  await manager.getByRole("button", { name: "Publish comment" }).click();
  await expect(manager.getByRole("tab", { name: "Comments 1" })).toBeVisible();
  await manager.keyboard.press("Escape");
  await manager.goto(`${server.origin}/app/p/${project.id}/triage`);
  await manager.getByText(title).first().click();
  await expect(manager.getByRole("heading", { name: "Why it ranks here" })).toBeVisible();
  await manager.keyboard.press("d");
  const decision = manager.getByRole("form", { name: "Decide" });
  await decision.getByLabel("Status").selectOption("planned");
  await decision.getByLabel("Message to voters").fill("We build it in December.");
  await decision.getByRole("button", { name: "Publish decision" }).click();
  await expect(manager.getByText("Nothing needs a decision")).toBeVisible();

  await manager.getByRole("link", { name: "Changelog", exact: true }).click();
  await manager.getByRole("button", { name: "New release note" }).click();
  const note = manager.getByRole("form", { name: "Changelog" });
  await note.getByLabel("Title").fill("Tables leave the house");
  await note.getByLabel("Text", { exact: true }).fill("The button is **above** the table.");
  await note.getByRole("button", { name: "Save" }).click();
  await manager.getByRole("combobox", { name: /^Search for a request/ }).fill("csv");
  await manager.getByRole("option", { name: new RegExp(title) }).click();
  await manager.getByRole("button", { name: "Publish…" }).click();
  const publish = manager.getByRole("dialog", { name: "Publish" });
  await expect(publish).toContainText("2 people who asked for it will be told");
  await publish.getByLabel("Message to voters").fill("It is there.");
  await publish.getByRole("button", { name: "Publish now" }).click();
  await expect(manager.getByRole("button", { name: "Unpublish" })).toBeVisible();

  const told = await comesBack(asker, site.origin);
  for (const words of ["Which columns do you need?", "We build it in December.", "It is there."])
    await expect(panel(told).getByText(words).first()).toBeVisible();
  await expect(panel(told).getByText(`You suggested “${title}” on`).first()).toBeVisible();
  await expect(panel(told).getByText("Tables leave the house").first()).toBeVisible();

  const unhappy = await comesBack(voter, site.origin);
  await expect(panel(unhappy).getByText(`You voted for “${title}” on`).first()).toBeVisible();
  await expect(panel(unhappy).getByText("It is there.").first()).toBeVisible();
  await panel(unhappy).getByRole("button", { name: "No", exact: true }).first().click();
  await panel(unhappy).getByLabel("What is still wrong?").fill("Umlauts are broken");
  await panel(unhappy).getByRole("button", { name: "Send answer" }).click();
  await expect(panel(unhappy).getByText(/We’ve reopened the request/)).toBeVisible();

  await manager.getByRole("link", { name: "Triage", exact: true }).click();
  await manager.getByText(title).first().click();
  await expect(manager.getByText("Not solved, say 1 of 1 answers.").first()).toBeVisible();
  await expect(manager.getByText("Umlauts are broken").first()).toBeVisible();

  const still = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await still.goto(`${server.origin}/b/${slug}/`);
  await still.getByRole("link", { name: title }).click();
  for (const words of [
    "Every month I copy it by hand.",
    "2 votes",
    "Which columns do you need?",
    "We build it in December.",
    "It is there.",
    "Part of Tables leave the house",
    "Under review",
  ])
    await expect(still.getByText(words).first()).toBeVisible();
  await still.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Changelog" }).click();
  await still.getByRole("link", { name: "Tables leave the house" }).click();
  await expect(still.getByRole("link", { name: title })).toBeVisible();
  for (const one of [asker, voter, still]) await one.context().close();
  watched.clean();
});
