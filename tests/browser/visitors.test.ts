// The visitors: narrowed down, and what one of them asked for, voted on and was told.
// What happened is created over the API; the widget has tests of its own.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { decide, suggest, visitor } from "./data.ts";
import { expect, test } from "./fixtures.ts";

test("a visitor's page says what the person asked for, voted on and was told", async ({
  page,
  server,
  team,
  project,
}) => {
  const wish = await suggest(team, project, "Two-factor login");
  const other = await suggest(team, project, "Dark mode");
  const anna = await visitor(server, team, project, {
    name: "Anna Berg",
    email: "anna@example.com",
    company: "Nordwind",
    segment: "enterprise",
  });
  await anna.ask("Print on A5");
  await anna.report("The PDF is empty");
  await anna.comment(wish, "We need it by spring.");
  await anna.vote(wish);
  await decide(team, project, wish, {
    status: "planned",
    reason_code: "agreed",
    reason: "It comes **in spring**.",
  });
  const visitors = await team.client.request<{ items: { id: string; name: string }[] }>(
    "GET",
    `/v1/projects/${project.id}/visitors` as string,
  );
  const id = visitors.data.items.find(({ name }) => name === "Anna Berg")?.id ?? "";
  await team.client.request("POST", `/v1/projects/${project.id}/requests/${other.id}/voters` as string, {
    body: { visitor: id, note: "Said so in a call." },
    headers: { "idempotency-key": crypto.randomUUID() },
  });
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/visitors/${id}`);
  const pane = page.locator(".split-detail");
  await expect(pane.getByRole("heading", { level: 2, name: "Anna Berg" })).toBeVisible();
  const asked = pane.getByRole("list", { name: "Asked" });
  await expect(asked.getByRole("listitem")).toHaveCount(3);
  await expect(asked.getByText("We need it by spring.")).toBeVisible();
  await accessible(page, "what a visitor asked for");
  await pane.getByRole("tab", { name: "Voted" }).click();
  const voted = pane.getByRole("list", { name: "Voted" });
  await expect(voted.getByRole("listitem")).toHaveCount(3);
  const added = voted.getByRole("listitem").filter({ hasText: "Dark mode" });
  await expect(added).toContainText("added by Pia Mager");
  await expect(added.getByText("Said so in a call.")).toBeVisible();
  await accessible(page, "what a visitor voted on");
  await pane.getByRole("tab", { name: "Told" }).click();
  const told = pane.getByRole("list", { name: "Told" });
  await expect(told.getByRole("listitem")).toHaveCount(1);
  await expect(told.getByText("in spring")).toBeVisible();
  await expect(told.getByText("Not seen yet")).toBeVisible();
  await accessible(page, "what a visitor was told");
  await told.getByRole("link", { name: /Two-factor login/ }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Two-factor login" })).toBeVisible();
  await page.goto(`${server.origin}/app/p/${project.id}/visitors/${id}?tab=voted`);
  await expect(voted.getByRole("listitem")).toHaveCount(3);
  await pane.getByRole("link", { name: "Requests of this segment" }).click();
  await expect(page).toHaveURL(/segment=enterprise/);
  await expect(page.getByRole("link", { name: /Print on A5/ })).toBeVisible();
});

test("the visitors are narrowed by kind, segment and company, and the address keeps it", async ({
  page,
  server,
  team,
  project,
}) => {
  const made = await suggest(team, project, "Dark mode");
  for (const [name, company, segment] of [
    ["Anna", "Nordwind", "enterprise"],
    ["Bela", "Südhang", "free"],
    ["Cara", "Nordwind", "free"],
  ] as const) {
    const who = { name, company, segment, email: `${name.toLowerCase()}@example.com` };
    await (await visitor(server, team, project, who)).vote(made);
  }
  await (await visitor(server, team, project)).vote(made);
  await login(page, server.origin, team);
  await page.goto(`${server.origin}/app/p/${project.id}/visitors`);
  const rows = page.locator(".visitor-row");
  await expect(rows).toHaveCount(4);
  await page.getByLabel("Visitor", { exact: true }).selectOption("anonymous");
  await expect(rows).toHaveCount(1);
  await page.getByLabel("Visitor", { exact: true }).selectOption("identified");
  await expect(rows).toHaveCount(3);
  await page.getByLabel("Segment", { exact: true }).selectOption("free");
  await expect(rows).toHaveCount(2);
  await page.reload();
  await expect(rows).toHaveCount(2);
  await accessible(page, "narrowed visitors");
  await rows.filter({ hasText: "Cara" }).click();
  await page.locator(".split-detail").getByRole("link", { name: "Nordwind" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "Anna" })).toBeVisible();
  await accessible(page, "the visitors of a company");
  await page.getByRole("button", { name: "Remove filter: Only Nordwind" }).click();
  await expect(rows).toHaveCount(4);
  await page.goto(`${server.origin}/app/p/${project.id}/visitors?segment=gone`);
  await expect(page.getByText("No matching visitors")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(4);
});
