// Comments on the public board: written, answered, changed and deleted by visitors who never open the widget.
// What the widget does with comments is tested with the widget.
import { accessible } from "./axe.ts";
import { opened } from "./boards.ts";
import { expect, test } from "./fixtures.ts";

const comments = { name: /comments?$/ };

test("a visitor comments, and somebody else replies, on the board alone", async ({
  page,
  browser,
  server,
  team,
  project,
  watched,
}) => {
  const { path } = await opened(team, project);
  const address = `${server.origin}${path}r/2/dark-mode`;
  await page.goto(address);
  const section = page.getByRole("region", comments);
  await section.getByRole("button", { name: "Send comment" }).click();
  await expect(section.getByText("Write a few words here.")).toBeVisible();
  await expect(section.getByLabel("Write a comment")).toBeFocused();
  await section
    .getByLabel("Write a comment")
    .fill("We need it **every night**.\n\n<img src=x onerror=alert(1)>");
  await section.getByLabel(/Your name/).fill("Ada <b>");
  await section.getByRole("button", { name: "Send comment" }).click();
  const first = section.getByRole("article").filter({ hasText: "every night" });
  await expect(first.locator("strong")).toHaveText("every night");
  await expect(first).toContainText("Ada <b>");
  await expect(first).toContainText("<img src=x onerror=alert(1)>");
  await expect(page).toHaveURL(/#comment-/);
  await accessible(page, "a request with a comment of one's own");

  // Somebody else has nothing to change, and can reply.
  const other = await (await browser.newContext()).newPage();
  await other.goto(address);
  const theirs = other.getByRole("region", comments);
  await expect(theirs.getByRole("button", { name: "Delete" })).toHaveCount(0);
  await theirs.getByRole("button", { name: "Reply" }).click();
  await expect(theirs.getByLabel("Reply to Ada <b>")).toBeFocused();
  await theirs.getByRole("button", { name: "Cancel" }).click();
  await expect(theirs.getByLabel("Write a comment")).toBeFocused();
  await theirs.getByRole("button", { name: "Reply" }).click();
  await theirs.getByLabel("Reply to Ada <b>").fill("So do we.");
  await theirs.getByRole("button", { name: "Send comment" }).click();
  await expect(theirs.getByText("So do we.")).toBeVisible();
  await expect(theirs.getByRole("heading", { name: "2 comments" })).toBeVisible();
  await other.context().close();

  await page.reload();
  await section.getByRole("button", { name: "Edit" }).click();
  await expect(section.getByLabel("Your comment")).toHaveValue(/every night/);
  await section.getByLabel("Your comment").fill("We need it every evening.");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByText("We need it every evening.")).toBeVisible();
  page.once("dialog", (dialog) => dialog.accept());
  await section.getByRole("button", { name: "Delete" }).click();
  await expect(section.getByText("This comment was deleted.")).toBeVisible();
  await expect(section.getByText("So do we.")).toBeVisible();
  watched.clean();
});

test("a comment that waits for approval says so, a lost line keeps the text, and closed comments have no form", async ({
  page,
  context,
  server,
  team,
  project,
  watched,
}) => {
  const { path, open } = await opened(team, project);
  await team.client.request("PATCH", `/v1/projects/${project.id}` as string, {
    body: { approve_comments: true },
  });
  await page.goto(`${server.origin}${path}r/2/dark-mode`);
  const section = page.getByRole("region", comments);
  await section.getByLabel("Write a comment").fill("Please!");
  await context.setOffline(true);
  await section.getByRole("button", { name: "Send comment" }).click();
  await expect(section.getByText(/Your text is still here/)).toBeVisible();
  await expect(section.getByLabel("Write a comment")).toHaveValue("Please!");
  await context.setOffline(false);
  await section.getByRole("button", { name: "Send comment" }).click();
  await expect(section.getByText(/once the team has approved it/)).toBeFocused();
  await expect(section.getByRole("article")).toHaveCount(0);
  const lock = `/v1/projects/${project.id}/requests/${open.id}/comments/lock` as string;
  await team.client.request("PUT", lock, { body: { locked: true } });
  await page.reload();
  await expect(section.getByText("Comments are closed.")).toBeVisible();
  await expect(section.getByLabel("Write a comment")).toHaveCount(0);
  watched.clean("ERR_INTERNET_DISCONNECTED");
});
