// The dashboard's writes on a bad network: typing while a response is pending, and responses that never arrive.
// A member's own change is never shown as a conflict, and no input is lost.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { edit, type Made, request, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";
import { type Gate, gate } from "./line.ts";
import type { Project, Team } from "./team.ts";

const foreign = "changed this while you were editing";

/** Lets the server act on a write at once, and the browser hear of it when the gate opens. */
async function late(page: Page, method: string, url: RegExp): Promise<Gate> {
  const held = gate();
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    const response = await route.fetch();
    await held.opened;
    await route.fulfill({ response });
  });
  return held;
}

/**
 * Loses the answer to the first write of a kind, after the server has acted on it. From then on the page can read nothing,
 * until the write is tried again or the line is opened: what it read by itself may come before or after the next press.
 */
async function lose(page: Page, method: string, url: RegExp): Promise<{ open: () => void }> {
  let lost = false;
  let down = false;
  await page.route("**/v1/**", (route) => (down ? route.abort("connectionreset") : route.fallback()));
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    down = !lost;
    if (lost) return route.fallback();
    lost = true;
    await route.fetch();
    await route.abort("connectionreset");
  });
  return {
    open: () => {
      down = false;
    },
  };
}

/** What the browser does when somebody comes back to its window. */
const comeBack = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));
const reasons = async (team: Team, project: Project, made: Made) =>
  ((await request(team, project, made)).decisions as { reason: string }[]).map((one) => one.reason);
const list = async <T>(team: Team, path: string) =>
  (await team.client.request<{ items: T[] }>("GET", path as string)).data.items;

test.describe("what is typed while a form is on its way", () => {
  test("stays in an edit, which is saved without it", async ({ page, server, team, project }) => {
    const made = await suggest(team, project, "Dark mode", { body: "At night" });
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
    const held = await late(page, "PATCH", /\/requests\//);
    await page.getByRole("button", { name: "Edit" }).click();
    const form = page.getByRole("form", { name: "Edit" });
    await form.getByLabel("Title").fill("Dark theme");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByRole("button", { name: "Working…" })).toBeVisible();
    await form.getByLabel("Description").fill("At night and in tunnels");
    held.open();
    await expect(page.getByText("Saved. What you typed after that isn’t saved yet.")).toBeVisible();
    await expect(form.getByLabel("Description")).toHaveValue("At night and in tunnels");
    await expect(form.getByText(foreign)).toHaveCount(0);
    expect(await request(team, project, made)).toMatchObject({ title: "Dark theme", body: "At night" });
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form).toBeHidden();
    expect(await request(team, project, made)).toMatchObject({
      title: "Dark theme",
      body: "At night and in tunnels",
    });
  });

  test("stays in a decision, which is published without it", async ({ page, server, team, project }) => {
    const made = await suggest(team, project, "Dark mode");
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
    const held = await late(page, "POST", /\/triage$/);
    await page.getByRole("button", { name: "Decide" }).click();
    const form = page.getByRole("form", { name: "Decide" });
    await form.getByLabel("Message to voters").fill("Soon");
    await form.getByRole("button", { name: "Publish decision" }).click();
    await expect(form.getByRole("button", { name: "Working…" })).toBeVisible();
    await form.getByLabel("Message to voters").fill("Soon, in March");
    held.open();
    await expect(
      page.getByText("Decision published. What you typed after that isn’t included."),
    ).toBeVisible();
    await expect(form.getByLabel("Message to voters")).toHaveValue("Soon, in March");
    await expect(form.getByText(foreign)).toHaveCount(0);
    expect(await reasons(team, project, made)).toEqual(["Soon"]);
    await form.getByRole("button", { name: "Publish decision" }).click();
    await expect(form).toBeHidden();
    expect(await reasons(team, project, made)).toEqual(["Soon, in March", "Soon"]);
  });

  test("stays in a form that was opened meanwhile", async ({ page, server, team, project }) => {
    const made = await suggest(team, project, "Dark mode");
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
    const held = await late(page, "PATCH", /\/requests\//);
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("form", { name: "Edit" }).getByLabel("Title").fill("Dark theme");
    await page.getByRole("button", { name: "Save" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Decide" }).click();
    const form = page.getByRole("form", { name: "Decide" });
    await form.getByLabel("Message to voters").fill("Soon");
    held.open();
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
    await expect(form.getByLabel("Message to voters")).toHaveValue("Soon");
    await form.getByRole("button", { name: "Publish decision" }).click();
    await expect(form).toBeHidden();
    expect(await reasons(team, project, made)).toEqual(["Soon"]);
  });

  test("stays in an edit that was kept while a decision was published", async ({
    page,
    server,
    team,
    project,
  }) => {
    const made = await suggest(team, project, "Dark mode");
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
    await page.getByRole("button", { name: "Edit" }).click();
    const form = page.getByRole("form", { name: "Edit" });
    await form.getByLabel("Title").fill("Dark theme");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Decide" }).click();
    await page.getByLabel("Message to voters").fill("Soon");
    await page.getByRole("button", { name: "Publish decision" }).click();
    await expect(page.getByText("Version 1")).toBeVisible();
    await page.getByRole("button", { name: "Edit" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form).toBeHidden();
    expect(await request(team, project, made)).toMatchObject({ title: "Dark theme", status: "planned" });
  });

  test("stays in the settings of the project", async ({ page, server, team, project }) => {
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/settings/project`);
    const held = await late(page, "PATCH", /\/projects\//);
    await page.getByLabel("Name").fill("Atelier Ost");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("button", { name: "Working…" })).toBeVisible();
    await page.getByLabel("Name").fill("Atelier Nord");
    held.open();
    await expect(page.getByText("Project saved. What you typed after that")).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue("Atelier Nord");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Project saved.", { exact: true })).toBeVisible();
    const path = `/v1/projects/${project.id}` as string;
    expect((await team.client.request("GET", path)).data).toMatchObject({ name: "Atelier Nord" });
  });

  for (const [tab, field, button, first, second, done] of [
    ["origins", "Domain", "Add domain", "https://a.example", "https://b.example", "https://a.example"],
    ["keys", "Name", "Create key", "nightly", "weekly", "nightly"],
    ["members", "E-mail", "Create invitation", "ada@example.com", "bob@example.com", "ada@example.com"],
    ["identity", "Or use your own secret", "Use this secret", "a".repeat(32), "b".repeat(32), "a".repeat(32)],
  ] as const) {
    test(`stays in the field of ${tab}`, async ({ page, server, team, project }) => {
      await login(page, server.origin, team);
      await page.goto(`${server.origin}/app/p/${project.id}/settings/${tab}`);
      const held = await late(page, tab === "identity" ? "PUT" : "POST", new RegExp(`/(${tab}|invites)$`));
      const typed = page.getByRole("textbox", { name: field }).or(page.getByLabel(field));
      const sent = page.waitForRequest((one) => one.method() !== "GET");
      await typed.fill(first);
      await page.getByRole("button", { name: button, exact: true }).click();
      await sent;
      await typed.fill(second);
      held.open();
      await expect(page.getByRole("main").getByText(done).first()).toBeVisible();
      await expect(typed).toHaveValue(second);
      await page.getByRole("button", { name: button, exact: true }).click();
      await expect(typed).toHaveValue("");
    });
  }

  test("is not possible where the form leads on to another page", async ({ page, server, team }) => {
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/new`);
    const held = await late(page, "POST", /\/v1\/projects$/);
    const name = page.getByLabel("Product name");
    await name.fill("Kontor");
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(name).not.toBeEditable();
    held.open();
    await page.getByRole("link", { name: "Skip this question" }).click();
    await expect(page.getByText("1. Paste this tag")).toBeVisible();
  });
});

test.describe("a write whose answer was lost", () => {
  for (const what of ["at the second try", "after the page has read it"]) {
    test(`is one's own decision ${what}`, async ({ page, server, team, project }) => {
      const made = await suggest(team, project, "Dark mode");
      await login(page, server.origin, team);
      await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}?view=all`);
      const line = await lose(page, "POST", /\/triage$/);
      await page.getByRole("button", { name: "Decide" }).click();
      const form = page.getByRole("form", { name: "Decide" });
      await form.getByLabel("Message to voters").fill("Soon");
      await form.getByRole("button", { name: "Publish decision" }).click();
      if (what === "at the second try") {
        await expect(form.getByText("Can’t reach the server. Check your connection")).toBeVisible();
        await form.getByRole("button", { name: "Publish decision" }).click();
      } else {
        line.open();
        await comeBack(page);
      }
      await expect(page.getByText("Version 1")).toBeVisible();
      await expect(form).toBeHidden();
      await expect(page.getByText(foreign)).toHaveCount(0);
      await expect(page.getByText("You have an unsaved draft.")).toHaveCount(0);
      expect(await reasons(team, project, made)).toEqual(["Soon"]);
    });
  }

  for (const what of ["at the second try", "after the page has read it"]) {
    test(`is one's own decision also where it was written on since, ${what}`, async ({
      page,
      server,
      team,
      project,
    }) => {
      const made = await suggest(team, project, "Dark mode");
      await login(page, server.origin, team);
      await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
      const line = await lose(page, "POST", /\/triage$/);
      await page.getByRole("button", { name: "Decide" }).click();
      const form = page.getByRole("form", { name: "Decide" });
      await form.getByLabel("Message to voters").fill("Soon");
      await form.getByRole("button", { name: "Publish decision" }).click();
      await expect(form.getByText("Can’t reach the server. Check your connection")).toBeVisible();
      await form.getByLabel("Message to voters").fill("Soon, in March");
      if (what === "at the second try") await form.getByRole("button", { name: "Publish decision" }).click();
      else {
        line.open();
        await comeBack(page);
      }
      await expect(
        page.getByText("Decision published. What you typed after that isn’t included."),
      ).toBeVisible();
      await expect(form.getByText(foreign)).toHaveCount(0);
      expect(await reasons(team, project, made)).toEqual(["Soon"]);
      await form.getByRole("button", { name: "Publish decision" }).click();
      await expect(form).toBeHidden();
      expect(await reasons(team, project, made)).toEqual(["Soon, in March", "Soon"]);
    });
  }

  test("is one's own edit at the second try", async ({ page, server, team, project }) => {
    const made = await suggest(team, project, "Dark mode");
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
    await lose(page, "PATCH", /\/requests\//);
    await page.getByRole("button", { name: "Edit" }).click();
    const form = page.getByRole("form", { name: "Edit" });
    await form.getByLabel("Title").fill("Dark theme");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form).toBeHidden();
    await expect(page.getByRole("heading", { level: 2, name: "Dark theme" })).toBeVisible();
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
    expect(await request(team, project, made)).toMatchObject({ title: "Dark theme", version: 2 });
  });

  test("does not hide that a colleague has changed the same", async ({ page, server, team, project }) => {
    const made = await suggest(team, project, "Dark mode");
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage/${made.id}`);
    await page.route(/\/triage$/, (route) => route.abort("connectionreset"), { times: 1 });
    await page.getByRole("button", { name: "Decide" }).click();
    const form = page.getByRole("form", { name: "Decide" });
    await form.getByLabel("Message to voters").fill("Soon");
    await form.getByRole("button", { name: "Publish decision" }).click();
    await expect(form.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await edit(team, project, made, { title: "Dark theme" });
    await form.getByRole("button", { name: "Publish decision" }).click();
    await expect(form.getByText(foreign)).toBeVisible();
    expect(await reasons(team, project, made)).toEqual([]);
  });

  test("is one's own setting at the second try", async ({ page, server, team, project }) => {
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/settings/project`);
    await lose(page, "PATCH", /\/projects\//);
    await page.getByLabel("Name").fill("Atelier Ost");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Project saved.")).toBeVisible();
    await expect(page.getByText(foreign)).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  });

  test("does not hide that a colleague has changed the same setting", async ({
    page,
    server,
    team,
    project,
  }) => {
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/settings/project`);
    await page.getByLabel("Name").fill("Atelier Ost");
    const path = `/v1/projects/${project.id}` as string;
    await page.route(`**${path}`, (route) =>
      route.request().method() === "PATCH" ? route.abort("connectionreset") : route.fallback(),
    );
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await page.unroute(`**${path}`);
    await team.client.request("PATCH", path, { body: { name: "Atelier West" } });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(foreign)).toBeVisible();
    expect((await team.client.request("GET", path)).data).toMatchObject({ name: "Atelier West" });
  });

  test("makes one project, one key and one request out of a report", async ({
    page,
    server,
    team,
    project,
  }) => {
    const base = `/v1/projects/${project.id}`;
    await login(page, server.origin, team);
    await lose(page, "POST", /\/v1\/projects$/);
    await page.goto(`${server.origin}/app/new`);
    await page.getByLabel("Product name").fill("Only once");
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await page.getByRole("button", { name: "Create project" }).click();
    await page.getByRole("link", { name: "Skip this question" }).click();
    await expect(page.getByText("1. Paste this tag")).toBeVisible();
    const session = await team.client.request<{ projects: { name: string }[] }>(
      "GET",
      "/v1/session" as string,
    );
    expect(session.data.projects.filter((one) => one.name === "Only once")).toHaveLength(1);

    const line = await lose(page, "POST", /\/keys$/);
    await page.goto(`${server.origin}/app/p/${project.id}/settings/keys`);
    await page.getByLabel("Name").fill("nightly");
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("Can’t reach the server. Check your connection").first()).toBeVisible();
    line.open();
    await comeBack(page);
    await expect(page.getByRole("button", { name: "Revoke nightly" })).toBeVisible();
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("An earlier attempt created it")).toBeVisible();
    expect(await list(team, `${base}/keys`)).toHaveLength(1);

    await (await visitor(server, team, project)).report("It broke");
    const again = await lose(page, "POST", /\/requests$/);
    await page.goto(`${server.origin}/app/p/${project.id}/reports`);
    await page.getByText("It broke", { exact: true }).click();
    await page.getByRole("button", { name: "Make a request of this report" }).click();
    const turn = page.getByRole("dialog").getByRole("button", { name: "Create request" });
    await turn.click();
    await expect(page.getByText("Can’t reach the server. Check your connection").first()).toBeVisible();
    again.open();
    await turn.click();
    await expect(page.getByRole("link", { name: "#1 It broke" })).toBeVisible();
    await expect(page.getByText(foreign)).toHaveCount(0);
    expect(await list(team, `${base}/requests`)).toHaveLength(1);
  });

  test("is one's own secret at the second try", async ({ page, server, team, project }) => {
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/settings/identity`);
    await lose(page, "PUT", /\/identity$/);
    await page.getByRole("button", { name: "Generate secret" }).click();
    await expect(page.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await page.getByRole("button", { name: /(Generate|Replace) secret/ }).click();
    await expect(page.getByText("Copy this secret now")).toBeVisible();
    await expect(page.getByText(foreign)).toHaveCount(0);
  });

  test("has taken away what it was to take away", async ({ page, server, team, project }) => {
    await team.client.request("POST", `/v1/projects/${project.id}/keys` as string, {
      body: { name: "nightly", scope: "read" },
    });
    await login(page, server.origin, team);
    await lose(page, "DELETE", /\/keys\//);
    await page.goto(`${server.origin}/app/p/${project.id}/settings/keys`);
    await page.getByRole("button", { name: "Revoke nightly" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await expect(dialog.getByText("Can’t reach the server. Check your connection")).toBeVisible();
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Key revoked.")).toBeVisible();
  });
});
