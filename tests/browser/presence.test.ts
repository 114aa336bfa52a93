// Two members at one project: each sees which request the other has open, and no longer when the other leaves.
// Reads the pages alone: what is checked here came by the event stream.
import { login } from "./acts.ts";
import { accessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

test("a colleague who has a request open is shown in its row and on its page, until the page is closed", async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  const path = `/v1/projects/${project.id}` as string;
  for (const title of ["Dark mode", "Light mode"])
    await team.client.request("POST", `${path}/requests`, {
      body: { kind: "feature", title, public: true },
    });
  const made = await team.client.request<{ link: string }>("POST", `${path}/invites`, {
    body: { email: "cora@example.com", role: "triager" },
  });
  const token = new URL(made.data.link).href.split("=").pop() ?? "";
  const hers = await (await browser.newContext({ colorScheme: "dark" })).newPage();
  await hers.request.post(`${server.origin}/v1/invites/accept`, {
    data: { token, name: "Cora", password: "a sentence that only Cora knows" },
    headers: { "yousaid-csrf": "1", origin: server.origin },
  });
  await login(page, server.origin, team);
  const list = `${server.origin}/app/p/${project.id}/triage?order=new`;
  await page.goto(list);
  await hers.goto(list);
  const row = (one: typeof page, title: string) => one.locator("[data-row]").filter({ hasText: title });
  await row(hers, "Dark mode").click();
  await expect(row(page, "Dark mode")).toContainText("Cora has this open");
  await expect(row(page, "Light mode")).not.toContainText("has this open");
  await expect(row(hers, "Dark mode")).not.toContainText("has this open");
  await accessible(page, "a list with a colleague in a row");

  await row(page, "Dark mode").click();
  await expect(page.getByRole("status").filter({ hasText: "Cora has this open" })).toBeVisible();
  await expect(hers.getByRole("status").filter({ hasText: "Pia Mager has this open" })).toBeVisible();
  await accessible(hers, "a request that a colleague has open");
  await page.screenshot({ path: "../artefacts/pictures/presence.png" });

  await hers.keyboard.press("k");
  await expect(row(page, "Light mode")).toContainText("Cora has this open");
  await expect(page.getByRole("status").filter({ hasText: "has this open" })).toHaveCount(0);
  await hers.close();
  await expect(page.getByText("Cora has this open")).toHaveCount(0);
});
