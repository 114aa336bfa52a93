// The changelog in the dashboard: writing with a preview, linking, publishing with shipping, scheduling and importing.
// What was published is read from the widget's API.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import type { Project } from "./team.ts";

const releases = [
  { id: 1, tag_name: "v1.0.0", name: "One", body: "First", published_at: "2025-03-01T09:00:00Z" },
  { id: 2, tag_name: "", name: "" },
];

const published = async (origin: string, project: Project) => {
  const answer = await fetch(`${origin}/v1/p/${project.widget_key}/release_notes`);
  const { items } = (await answer.json()) as {
    items: { title: string; version: string | null; requests: { title: string; status: string }[] }[];
  };
  return items;
};

const editor = (page: Page) => page.getByRole("form", { name: "Changelog" });

/** Writes a draft and leaves it open. */
async function write(page: Page, title: string, body: string): Promise<void> {
  await page.getByRole("button", { name: "New release note" }).click();
  await editor(page).getByLabel("Title").fill(title);
  await editor(page).getByLabel("Text", { exact: true }).fill(body);
}

test("a release note is written with a preview, linked, and published with its request shipped", async ({
  page,
  server,
  team,
  project,
  watched,
}) => {
  const made = await suggest(team, project, "Dark mode");
  await (await visitor(server, team, project)).vote(made);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/changelog`);
  await expect(page.getByText("No release notes yet")).toBeVisible();
  await accessible(page, "an empty changelog");
  await write(page, "Night shift", "**Dark** at last <script>alert(1)</script>");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByText("Dark", { exact: true })).toHaveCSS("font-weight", /[67]00/);
  await expect(preview).toContainText("<script>alert(1)</script>");
  await editor(page).getByLabel("Version").fill("2.0");
  // What is typed stays while another page is shown.
  await page.getByRole("link", { name: "Screens" }).click();
  await page.goBack();
  await expect(editor(page).getByLabel("Title")).toHaveValue("Night shift");
  await editor(page).getByRole("button", { name: "Save" }).click();
  await page.getByRole("combobox", { name: /^Search for a request/ }).fill("dark");
  await page.getByRole("option", { name: /Dark mode/ }).click();
  await expect(page.getByRole("button", { name: "Unlink Dark mode" })).toBeVisible();
  await accessible(page, "a release note");
  await page.getByRole("button", { name: "Publish…" }).click();
  const dialog = page.getByRole("dialog", { name: "Publish" });
  await expect(dialog).toContainText("1 person who asked for it will be told");
  await expect(dialog.getByLabel(/Dark mode/)).toBeChecked();
  await accessible(page, "publishing a release note");
  await dialog.getByLabel("Message to voters").fill("It is dark now");
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Unpublish" })).toBeVisible();
  await expect
    .poll(() => published(server.origin, project))
    .toMatchObject([
      { title: "Night shift", version: "2.0", requests: [{ title: "Dark mode", status: "shipped" }] },
    ]);
  await page.getByRole("button", { name: "Unpublish" }).click();
  await expect.poll(() => published(server.origin, project)).toEqual([]);
  watched.clean();
});

test("a release note is scheduled in the member's time zone, and the schedule is cancelled", async ({
  page,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/changelog`);
  await write(page, "Soon", "");
  await page.getByRole("button", { name: "Publish…" }).click();
  const dialog = page.getByRole("dialog", { name: "Publish" });
  await dialog.getByLabel("When").selectOption("Later");
  await dialog.getByLabel("Date and time").fill("2020-01-01T09:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog.getByText("Use a time in the future", { exact: false })).toBeVisible();
  const next = new Date().getFullYear() + 1;
  await dialog.getByLabel("Date and time").fill(`${next}-05-01T09:00`);
  await accessible(page, "scheduling a release note");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator(".note-state")).toHaveText("Scheduled");
  await page.getByRole("button", { name: "Cancel schedule" }).click();
  await expect(page.locator(".note-state")).toHaveText("Draft");
});

test("a file of releases is checked, imported, and the import undone", async ({
  page,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/changelog`);
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import release notes" });
  const buffer = Buffer.from(JSON.stringify(releases));
  await dialog
    .getByLabel("File")
    .setInputFiles({ name: "releases.json", mimeType: "application/json", buffer });
  await dialog.getByRole("button", { name: "Check the file" }).click();
  await expect(dialog).toContainText("1 release note will be imported");
  await expect(dialog).toContainText("Release 2");
  await accessible(page, "an import that was checked");
  expect(await published(server.origin, project)).toEqual([]);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog).toContainText("1 release note imported");
  expect(await published(server.origin, project)).toMatchObject([{ title: "One", version: "v1.0.0" }]);
  await dialog.getByRole("button", { name: "Undo import" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => published(server.origin, project)).toEqual([]);
});
