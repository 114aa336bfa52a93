// Users that are faster than the network: keys while a request loads, nested Escape, other keyboard layouts, the way back.
// No mouse where a key does the same.
import type { Page } from "@playwright/test";
import { login } from "./acts.ts";
import { visitor, wishes } from "./data.ts";
import { expect, test } from "./fixtures.ts";

test("d straight after j decides about the row that j chose, while its request is still loading", async ({
  page,
  server,
  team,
  project,
}) => {
  const [, second] = await wishes(team, project, 3);
  await login(page, server.origin, team);
  const base = `${server.origin}/app/p/${project.id}/triage`;
  await page.goto(`${base}?order=new`);
  await page.getByText("Wish 3").first().click();
  await expect(page.getByRole("heading", { level: 2, name: "Wish 3" })).toBeVisible();
  let go = () => {};
  const held = new Promise<void>((done) => {
    go = done;
  });
  await page.route(`**/requests/${second?.id}`, async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("j");
  await page.keyboard.press("d");
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(`/triage/${second?.id}`));
  go();
  const form = page.getByRole("form", { name: "Decide" });
  await expect(form).toBeVisible();
  await expect(form.getByText("Wish 2", { exact: true })).toBeVisible();
  await expect(form.getByLabel("Status")).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`/triage/${second?.id}`));
});

test("d on a chosen row that is not open opens it and its form", async ({ page, server, team, project }) => {
  const [first] = await wishes(team, project, 1);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage`);
  await expect(page.getByText("Wish 1").first()).toBeVisible();
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/triage$/);
  await page.keyboard.press("j");
  await page.keyboard.press("d");
  await expect(page.getByRole("form", { name: "Decide" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/triage/${first?.id}`));
});

test("Enter straight after j opens the row that j chose, although the browser has not drawn it yet", async ({
  page,
  server,
  team,
  project,
}) => {
  await wishes(team, project, 3);
  await login(page, server.origin, team);
  // A busy machine: frames come, but late.
  await page.addInitScript(() => {
    const soon = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 300) as unknown as number;
  });
  await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
  await expect(page.getByText("Wish 2").first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: /Wish 3/ })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Wish 2");
  await page.keyboard.press("j");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Wish 1");
});

test("Escape on a linked request closes its form first, then the request", async ({
  page,
  server,
  team,
  project,
}) => {
  const [first] = await wishes(team, project, 1);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${first?.id}`);
  await expect(page.getByRole("heading", { level: 2, name: "Wish 1" })).toBeVisible();
  for (const [key, name] of [
    ["e", "Edit"],
    ["d", "Decide"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole("form", { name })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("form", { name })).toBeHidden();
    await expect(page).toHaveURL(new RegExp(`/triage/${first?.id}`));
  }
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/triage$/);
});

test("Escape in a filter field clears the field and the filter", async ({ page, server, team, project }) => {
  await wishes(team, project, 2);
  for (const name of ["Ana", "Bo"]) {
    const one = await visitor(server, team, project, { name, email: `${name}@example.com` });
    await one.report(`Trouble of ${name}`);
  }
  await login(page, server.origin, team);
  for (const [place, field, text, all] of [
    ["triage", "Filter by text", "Wish 1", 2],
    ["reports", "Filter by text", "Ana", 2],
    ["visitors", "Filter by name, e-mail or company", "Ana", 2],
  ] as const) {
    await page.goto(`${server.origin}/app/p/${project.id}/${place}`);
    const rows = page.locator("[data-row]");
    const box = page.getByRole("searchbox", { name: field });
    await expect(rows).toHaveCount(all);
    await page.keyboard.press("/");
    await page.keyboard.type(text);
    await expect(page).toHaveURL(/[?&]q=/);
    await expect(rows).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(box).toHaveValue("");
    await expect(box).not.toBeFocused();
    await expect(page).not.toHaveURL(/[?&]q=/);
    await expect(rows).toHaveCount(all);
    // What was typed a moment ago, and has not reached the filter yet, does not reach it later.
    await page.keyboard.press("/");
    await page.keyboard.type(text);
    await page.keyboard.press("Escape");
    await expect(box).toHaveValue("");
    await expect(rows).toHaveCount(all);
    await expect(page).not.toHaveURL(/[?&]q=/);
  }
});

test("single keys work on a Cyrillic layout, and not while an input method composes", async ({
  page,
  server,
  team,
  project,
}) => {
  await wishes(team, project, 2);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
  await expect(page.getByText("Wish 2").first()).toBeVisible();
  const press = (key: string, code: string, more: object = {}) =>
    page.evaluate(
      ([name, place, rest]) => {
        const event = { key: name, code: place, bubbles: true, cancelable: true, ...(rest as object) };
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent("keydown", event as object),
        );
      },
      [key, code, more] as const,
    );
  await press("о", "KeyJ", { isComposing: true });
  await expect(page.getByRole("link", { name: /Wish 2/ })).not.toBeFocused();
  await press("о", "KeyJ");
  await expect(page.getByRole("link", { name: /Wish 2/ })).toBeFocused();
  await press("о", "KeyJ");
  await expect(page.getByRole("link", { name: /Wish 1/ })).toBeFocused();
  await press("в", "KeyD");
  await expect(page.getByRole("form", { name: "Decide" })).toBeVisible();
  await page.keyboard.press("Escape");
  await press(".", "Slash");
  await expect(page.getByRole("searchbox", { name: "Filter by text" })).toBeFocused();
});

test("a link to a request beyond the first page selects it, and j and k go on from it", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await wishes(team, project, 70);
  const low = made[4];
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/triage/${low?.id}?order=new`);
  const row = page.locator(".row.is-open");
  await expect(row).toContainText("Wish 5");
  await expect(row).toBeInViewport();
  await page.keyboard.press("j");
  await expect(page.getByRole("heading", { level: 2, name: "Wish 4", exact: true })).toBeVisible();
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await expect(page.getByRole("heading", { level: 2, name: "Wish 6", exact: true })).toBeVisible();
});

for (const width of [390, 1440]) {
  test(`back shows the list where it was, and the places keep their filters, at ${width} px`, async ({
    page,
    server,
    team,
    project,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await wishes(team, project, 70);
    await login(page, server.origin, team);
    await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
    await expect(page.getByText("Wish 70").first()).toBeVisible();
    const rows = page.locator(".rows");
    const top = () => rows.evaluate((one) => Math.round(one.scrollTop));
    // Far enough down that the second page is needed.
    const height = () => rows.evaluate((one) => one.scrollHeight);
    const first = await height();
    await rows.evaluate((one) => one.scrollTo(0, one.scrollHeight));
    await expect.poll(height).toBeGreaterThan(first);
    await rows.evaluate((one) => one.scrollTo(0, one.scrollHeight));
    await expect(page.getByText("Wish 7", { exact: true })).toBeInViewport();
    const before = await top();
    await page.getByText("Wish 7", { exact: true }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Wish 7", exact: true })).toBeVisible();
    await page.goBack();
    await expect(page.getByText("Wish 7", { exact: true }).first()).toBeInViewport();
    expect(Math.abs((await top()) - before)).toBeLessThan(60);

    await page.getByRole("link", { name: "Reports", exact: true }).click();
    await expect(page.getByText("No reports yet")).toBeVisible();
    await expect(page.getByRole("link", { name: "Reports", exact: true })).toBeFocused();
    await page.goBack();
    await expect(page.getByText("Wish 7", { exact: true }).first()).toBeInViewport();
    expect(Math.abs((await top()) - before)).toBeLessThan(60);

    await page.getByRole("link", { name: "Reports", exact: true }).click();
    await page.getByRole("link", { name: "Triage", exact: true }).click();
    await expect(page).toHaveURL(/triage\?order=new$/);
    await expect(page.getByText("Wish 70").first()).toBeInViewport();
  });
}

for (const width of [390, 1440]) {
  for (const [way, go] of [
    ["the browser's Back", (page: Page) => page.goBack()],
    ["Escape", (page: Page) => page.keyboard.press("Escape")],
    [
      "the link above it",
      (page: Page) => page.getByRole("link", { name: "Back to the list" }).press("Enter"),
    ],
  ] as const) {
    test(`from a control of a request ${way} leads to the row that it came from, at ${width} px`, async ({
      page,
      server,
      team,
      project,
    }) => {
      await page.setViewportSize({ width, height: 800 });
      await wishes(team, project, 3);
      await login(page, server.origin, team);
      await page.goto(`${server.origin}/app/p/${project.id}/triage?order=new`);
      const row = page.locator("[data-row]").filter({ hasText: "Wish 2" });
      await row.click();
      await expect(page.getByRole("heading", { level: 2, name: "Wish 2" })).toBeVisible();
      await page.getByRole("button", { name: "Edit" }).focus();
      await go(page);
      await expect(page.getByRole("heading", { level: 2, name: "Wish 2" })).toBeHidden();
      await expect(row).toBeFocused();
    });
  }
}
