// Two members at the triage while a hundred visitors vote and suggest: one decides by keyboard, the other one only looks, and is cut off
// now and then. YOUSAID_LONG_MINUTES says how long, ten by default.
// Reads what is on the pages alone; the API is asked at the end, for what the pages must show then.
import type { Page } from "@playwright/test";
import { login } from "../acts.ts";
import { expect, test } from "../fixtures.ts";

const minutes = Number(process.env.YOUSAID_LONG_MINUTES ?? 10);
const visitors = 100;
/** Milliseconds between two acts of one visitor: all of them come from one address, whose writes are limited. */
const pace = 12_500;

test(`two members and ${visitors} visitors work at once for ${minutes} minutes`, async ({
  page,
  browser,
  server,
  team,
  project,
}) => {
  const origin = "https://kontor.example";
  await team.allow(project, origin);
  const api = `/v1/projects/${project.id}` as string;
  const ids: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const body = { kind: n % 3 ? "feature" : "problem", title: `Wish ${n}`, public: true };
    ids.push((await team.client.request<{ id: string }>("POST", `${api}/requests`, { body })).data.id);
  }
  const made = await team.client.request<{ link: string }>("POST", `${api}/invites`, {
    body: { email: "cora@example.com", role: "triager" },
  });
  const token = new URL(made.data.link).href.split("=").pop() ?? "";
  const hers = await (await browser.newContext()).newPage();
  await hers.request.post(`${server.origin}/v1/invites/accept`, {
    data: { token, name: "Cora", password: "a sentence that only Cora knows" },
    headers: { "yousaid-csrf": "1", origin: server.origin },
  });
  await login(page, server.origin, team);
  const reads: number[] = [];
  hers.on("request", (request) => {
    if (new URL(request.url()).pathname === `${api}/requests`) reads.push(Date.now());
  });
  for (const one of [page, hers]) {
    await one.goto(`${server.origin}/app/p/${project.id}/triage`);
    await expect(one.locator("[data-row]").first()).toBeVisible();
  }
  const rows = (one: Page) =>
    one.locator("[data-row]").evaluateAll((all) => all.map((row) => row.getAttribute("data-row") ?? ""));

  const end = Date.now() + minutes * 60_000;
  const refused: string[] = [];
  let writes = 0;
  const visit = async (n: number): Promise<void> => {
    const headers: Record<string, string> = { origin, "content-type": "application/json" };
    const base = `${server.origin}/v1/p/${project.widget_key}`;
    await new Promise((resolve) => setTimeout(resolve, (n * pace) / visitors));
    for (let act = 0; Date.now() < end; act += 1) {
      const request = ids[(n * 7 + act * 3) % ids.length];
      const suggests = act % 20 === 19;
      const answer = suggests
        ? await fetch(`${base}/requests`, {
            method: "POST",
            headers: { ...headers, "idempotency-key": crypto.randomUUID() },
            body: JSON.stringify({
              kind: "feature",
              title: `Visitor ${n} wants ${act}`,
              screen: { route: "/a" },
            }),
          })
        : await fetch(`${base}/requests/${request}/vote`, {
            method: act % 5 === 4 ? "DELETE" : "PUT",
            headers,
            ...(act % 5 === 4 ? {} : { body: "{}" }),
          });
      writes += 1;
      const own = answer.headers.get("yousaid-visitor-token");
      if (own) headers.authorization = `Bearer ${own}`;
      if (!answer.ok)
        refused.push(`${answer.status} ${suggests ? "suggest" : "vote"}: ${await answer.text()}`);
      await new Promise((resolve) => setTimeout(resolve, pace));
    }
  };

  /** Steps through the list, and decides on every twelfth request by keyboard. */
  const decide = async (): Promise<number[]> => {
    const decided: number[] = [];
    for (let step = 0; Date.now() < end; step += 1) {
      await page.keyboard.press("j");
      await page.waitForTimeout(1_500);
      if (step % 12 !== 11) continue;
      await page.keyboard.press("d");
      const decision = page.getByRole("form", { name: "Decide" });
      await decision.getByLabel("Status").selectOption("planned");
      await decision.getByLabel("Message to voters").fill("We build it in December.");
      await page.keyboard.press("Control+Enter");
      await expect(decision).toHaveCount(0);
      decided.push(Date.now());
    }
    return decided;
  };

  /** Looks, and acts never: rows may leave when the colleague decides on them, but none moves and none comes in by itself. */
  const look = async (): Promise<{ looks: number; cuts: [number, number][]; moved: string[] }> => {
    const [moved, first] = [[] as string[], await rows(hers)];
    const cuts: [number, number][] = [];
    let [looks, before] = [0, first];
    for (; Date.now() < end; looks += 1) {
      if (looks % 240 === 239) {
        const from = Date.now();
        await hers.context().setOffline(true);
        await hers.waitForTimeout(5_000);
        await hers.context().setOffline(false);
        cuts.push([from, Date.now()]);
      }
      const now = await rows(hers);
      if (JSON.stringify(before.filter((id) => now.includes(id))) !== JSON.stringify(now))
        moved.push(`${looks}: ${before.join(",")} became ${now.join(",")}`);
      before = now;
      await hers.waitForTimeout(500);
    }
    return { looks, cuts, moved };
  };

  // The pages may still read what was created a moment before they were opened.
  const begun = Date.now() + 10_000;
  const all = Array.from({ length: visitors }, (_, n) => visit(n));
  const [decided, seen] = await Promise.all([decide(), look(), ...all]);
  const later = reads.filter((at) => at > begun);
  console.info(
    `${writes} writes of ${visitors} visitors, ${decided.length} decisions, ${seen.looks} looks, ${seen.cuts.length} cuts, ${later.length} reads of the list`,
  );
  expect(refused.slice(0, 5)).toEqual([]);
  expect(seen.moved).toEqual([]);
  // The list is read again after a decision of the colleague and after a cut; while nothing happens, the stream alone is open.
  const near = (at: number, from: number, to: number) => at >= from - 5_000 && at <= to + 10_000;
  const beside = later.filter(
    (at) =>
      !seen.cuts.some(([from, to]) => near(at, from, to + 30_000)) && !decided.some((by) => near(at, by, by)),
  );
  expect(beside).toEqual([]);
  expect(decided.length).toBeGreaterThan(0);
  // After a reconnect nothing is missing.
  for (const one of [page, hers]) {
    for (const id of (await rows(one)).slice(0, 8)) {
      const { votes } = (await team.client.request<{ votes: number }>("GET", `${api}/requests/${id}`)).data;
      await expect(one.locator(`[data-row="${id}"] .tally`)).toContainText(`${votes}`);
    }
  }
  const now = await hers.getByRole("button", { name: /new$/ }).textContent();
  expect(now, "what visitors suggested announced itself").toMatch(/\d+ new/);
});
