// Two members at work in the dashboard, interrupted: conflicting edits, pages that do not load, early keys, ways back.
// Uses neither the demo nor the widget.
import type { Page, Route } from "@playwright/test";
import { login, typeIn } from "./acts.ts";
import { decide, edit, request, suggest } from "./data.ts";
import { expect, test } from "./fixtures.ts";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 2, name, exact: true });

test("a kept draft of an edit does not bring back what a colleague has changed meanwhile", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Dark mode", { body: "At night" });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
  await expect(heading(page, "Dark mode")).toBeVisible();
  await page.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit" });
  await form.getByLabel("Description").fill("At night and in tunnels");
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await expect(page.getByText("You have an unsaved draft.")).toBeVisible();

  await edit(team, project, made, { title: "Dark theme", kind: "problem" });
  await expect(heading(page, "Dark theme")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(form.getByText("Someone changed this while you were editing")).toBeVisible();
  await expect(form.getByText("Dark theme")).toBeVisible();
  await form.getByRole("button", { name: "Load latest" }).click();
  await expect(form.getByLabel("Title")).toHaveValue("Dark theme");
  await expect(form.getByLabel("Description")).toHaveValue("At night and in tunnels");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  expect(await request(team, project, made)).toMatchObject({
    title: "Dark theme",
    kind: "problem",
    body: "At night and in tunnels",
  });
});

test("an edit that was opened and left untouched begins again on the newest version", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Export");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit" });
  await expect(form.getByLabel("Title")).toHaveValue("Export");
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await edit(team, project, made, { title: "Export as CSV" });
  await expect(heading(page, "Export as CSV")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Edit" }).click();
  await form.getByLabel("Kind").selectOption("problem");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  expect(await request(team, project, made)).toMatchObject({ title: "Export as CSV", kind: "problem" });
});

test("a kept draft of a decision says that the request was decided meanwhile", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Webhooks");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
  await page.getByRole("button", { name: "Decide" }).click();
  const form = page.getByRole("form", { name: "Decide" });
  await form.getByLabel("Message to voters").fill("Soon");
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await edit(team, project, made, { body: "Signed ones" });
  await expect(page.getByText("Signed ones")).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press("d");
  await expect(form.getByText("Someone changed this while you were editing")).toBeVisible();
  await form.getByRole("button", { name: "Publish decision" }).click();
  await expect(form.getByText("Someone changed this while you were editing")).toBeVisible();
  expect(await request(team, project, made)).toMatchObject({ status: "new" });
  // The press counts, although the latest version is still loading.
  let arrive = () => {};
  const asked = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(`**/requests/${made.id}`, async (route) => {
    await asked;
    await route.continue();
  });
  await form.getByRole("button", { name: "Load latest" }).click();
  await form.getByRole("button", { name: "Publish decision" }).click();
  arrive();
  await expect(page.getByText("Version 1")).toBeVisible();
});

test("an edit that meets a colleague's decision names who decided", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Webhooks");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit" });
  await form.getByLabel("Title").fill("Signed webhooks");
  await decide(team, project, made, { status: "planned", reason_code: "agreed", reason: "Soon" });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Pia Mager changed this while you were editing")).toBeVisible();
});

test("two people who save different settings of the project keep both, and the same one is not replaced unseen", async ({
  page,
  server,
  team,
  project,
}) => {
  const path = `/v1/projects/${project.id}` as string;
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/settings/project`);
  await expect(page.getByLabel("Name")).toHaveValue("Atelier Nord");
  await team.client.request("PATCH", path, { body: { name: "Atelier Süd" } });
  await page.getByLabel("Widget accent colour").fill("#0a6e78");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Project saved.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Atelier Süd");
  const now = async () => (await team.client.request<Record<string, unknown>>("GET", path)).data;
  expect(await now()).toMatchObject({ name: "Atelier Süd", accent: "#0a6e78" });

  await page.getByLabel("Name").fill("Atelier Ost");
  await team.client.request("PATCH", path, { body: { name: "Atelier West" } });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Someone changed this while you were editing")).toBeVisible();
  expect(await now()).toMatchObject({ name: "Atelier West" });
  await page.getByRole("button", { name: "Load latest" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  // The message of the first save may still be there.
  await expect.poll(now).toMatchObject({ name: "Atelier Ost" });
});

test("a page that does not load says so, and comes when the server is back", async ({
  page,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.getByText("No requests yet")).toBeVisible();
  await page.route("**/app/**", (route) => route.abort());
  await page.getByRole("link", { name: "Reports", exact: true }).click();
  await expect(page.getByText("This page didn’t load")).toBeVisible();
  await page.getByRole("link", { name: "Triage", exact: true }).click();
  await expect(page.getByText("No requests yet")).toBeVisible();
  await page.getByRole("link", { name: "Reports", exact: true }).click();
  await expect(page.getByText("This page didn’t load")).toBeVisible();
  await expect(page.getByRole("main").getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/app/**");
  // By itself: a press at this moment would find the page here already, or not.
  await expect(page.getByText("No reports yet")).toBeVisible();
});

test("after an upgrade the dashboard reloads itself once, and never over an unsaved draft", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Dark mode");
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });
  await page.route("**/app/assets/page-*.js", (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit" });
  await form.getByLabel("Title").fill("Dark theme");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Screens", exact: true }).click();
  await expect(page.getByText("You have unsaved changes")).toBeVisible();
  expect(loads).toBe(0);

  await page.goBack();
  await page.getByRole("button", { name: "Edit" }).click();
  await form.getByRole("button", { name: "Cancel" }).click();
  const again = page.waitForEvent("load");
  await page.getByRole("link", { name: "Visitors", exact: true }).click();
  await again;
  // The files are still gone: no second reload, but words and a way on.
  await expect(page.getByText("This page didn’t load")).toBeVisible();
  expect(loads).toBe(1);
  await page.unroute("**/app/assets/page-*.js");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByText("No visitors yet")).toBeVisible();
});

test("where the dashboard's script does not come, the page says so and offers to try again", async ({
  page,
  server,
}) => {
  await page.route("**/app/assets/main-*.js", (route) => route.abort());
  await page.goto(`${server.origin}/app/`);
  await expect(page.getByText("The dashboard didn’t load.")).toBeVisible();
  await page.unroute("**/app/assets/main-*.js");
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
});

test("an address that cannot be read is no page, and leads on to the list that it lies under", async ({
  page,
  server,
  team,
  project,
}) => {
  await login(page, server.origin, team);
  const own = `${server.origin}/app/p/${project.id}`;
  for (const [address, link, shown] of [
    [`${own}/triage/%E0%A4%A`, "All requests", "No requests yet"],
    [`${own}/reports/%`, "All reports", "No reports yet"],
    [`${own}/screens/%C3%28?order=x`, "All screens", "No screens yet"],
    [`${own}/visitors/%zz`, "All visitors", "No visitors yet"],
    [`${own}/settings/%E0%A4%A`, "Go to dashboard", "Nothing has come in yet"],
    [`${own}/%E0%A4%A`, "Go to dashboard", "Nothing has come in yet"],
    [`${server.origin}/app/p/%E0%A4%A/triage`, "Go to dashboard", "Nothing has come in yet"],
    [`${server.origin}/app/p/nobody/triage`, "Go to dashboard", "Nothing has come in yet"],
    [`${server.origin}/app/%E0%A4%A`, "Go to dashboard", "Nothing has come in yet"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    await page.getByRole("link", { name: link }).click();
    await expect(page.getByText(shown)).toBeVisible();
  }
});

for (const [what, refuse] of [
  ["cannot be reached", (route: Route) => route.abort("connectionrefused")],
  ["is not available", (route: Route) => route.fulfill({ status: 503, body: "" })],
] as const) {
  test(`Log out while the server ${what} says that one is still logged in, and logs out at the next try`, async ({
    page,
    server,
    team,
    project,
  }) => {
    await typeIn(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage`);
    await expect(page.getByText("No requests yet")).toBeVisible();
    const logout = async (route: Route) =>
      route.request().method() === "DELETE" ? refuse(route) : route.continue();
    await page.route("**/v1/session", logout);
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "You’re still logged in" });
    await expect(alert.getByText("Try again before you leave this computer")).toBeVisible();
    await expect(page.getByText("No requests yet")).toBeVisible();
    expect((await page.request.get(`${server.origin}/v1/session`)).status()).toBe(200);
    await alert.getByRole("button", { name: "Stay logged in" }).click();
    await expect(alert).toHaveCount(0);
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await expect(alert.getByRole("button", { name: "Try again" })).toBeVisible();
    await page.unroute("**/v1/session", logout);
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
    expect((await page.request.get(`${server.origin}/v1/session`)).status()).toBe(401);
  });
}
