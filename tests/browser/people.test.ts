// One person is one visitor: first actions in every order, in one to three tabs, on a slow and lossy network. Nothing is lost or doubled.
// Checks only results: clicks go in, the team's data comes out. YOUSAID_PEOPLE sets the number of attempts.
import type { BrowserContext, Locator, Page } from "@playwright/test";
import { panel } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { page as site } from "./site.ts";
import type { Project, Team } from "./team.ts";

const TRIES = Number(process.env.YOUSAID_PEOPLE ?? 12);
const SLOW = 400;
const WISHES = ["Bulk export", "Dark mode", "Shortcuts"];
const html = (tag: string) => `<!doctype html><html lang="en"><head><title>People</title></head><body>
<main><h1>People</h1><div data-yousaid-helpful></div><div data-yousaid-requests></div></main>${tag}</body></html>`;

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number that is the same for the same text (FNV-1a). */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const sign of text) sum = Math.imul(sum ^ (sign.codePointAt(0) as number), 0x01000193);
  return sum;
}

/**
 * The line of one attempt: every answer late, some lost after the server has acted. `lost` receives the method and path of a
 * request; `busy` says how many are under way.
 */
async function line(context: BrowserContext, origin: string, late: number, lost: (what: string) => boolean) {
  const going = new Set<Promise<void>>();
  await context.route(`${origin}/v1/p/**`, async (route) => {
    const work = (async () => {
      const answer = await route.fetch();
      if (late) await new Promise((done) => setTimeout(done, late));
      const method = route.request().method();
      const what = `${method} ${new URL(route.request().url()).pathname}`;
      if (method !== "GET" && lost(what)) await route.abort("connectionreset");
      else await route.fulfill({ response: answer });
      // A page that has gone needs no answer.
    })().catch(() => {});
    going.add(work);
    await work;
    going.delete(work);
  });
  return { busy: () => going.size };
}

type Act = { name: string; do: (page: Page) => Promise<void> };

/** Presses what is there without waiting for any answer. */
const press = (where: Locator) => where.evaluate((el: HTMLElement) => el.click());

const acts: Act[] = [
  {
    name: "answer",
    do: (page) => press(page.getByRole("main").getByRole("button", { name: "Yes", exact: true })),
  },
  ...WISHES.map((wish) => ({
    name: `vote ${wish}`,
    do: (page: Page) => press(page.getByRole("main").getByRole("button", { name: `Vote for “${wish}”` })),
  })),
  {
    name: "suggest",
    do: async (page) => {
      await page.evaluate(() =>
        (window as unknown as { yousaid: (...given: string[]) => void }).yousaid("open", "suggest"),
      );
      await panel(page).getByLabel("In a few words").fill("A boat");
      await press(panel(page).getByRole("button", { name: "Send suggestion" }));
    },
  },
  {
    name: "report",
    do: async (page) => {
      await page.evaluate(() =>
        (window as unknown as { yousaid: (...given: string[]) => void }).yousaid("open", "report"),
      );
      await panel(page).getByLabel("What went wrong?").fill("It sank");
      await press(panel(page).getByRole("button", { name: "Send report" }));
    },
  },
];

/** What the team reads of a project. */
async function read(team: Team, { id }: Project) {
  const list = async <T>(of: string) =>
    (await team.client.request<{ items: T[] }>("GET", `/v1/projects/${id}/${of}?limit=100` as string)).data
      .items;
  const requests = await list<{ title: string; votes: number }>("requests");
  const screens = await list<{ helpful: number; unhelpful: number }>("screens");
  return {
    visitors: (await list("visitors")).length,
    votes: Object.fromEntries(requests.map(({ title, votes }) => [title, votes]).sort()),
    reports: (await list<{ title: string }>("reports")).map(({ title }) => title),
    answers: screens.reduce((sum, { helpful, unhelpful }) => sum + helpful + unhelpful, 0),
  };
}

const names = ["one", "two", "three"];
for (let seed = 1; seed <= TRIES; seed++) {
  const roll = dice(seed);
  const tabs = 1 + Math.floor(roll() * 3);
  const late = roll() < 0.7 ? SLOW : 0;
  // None, only the first answer of all, or four of ten.
  const losing = Math.floor(roll() * 3);
  const together = roll() < 0.5;
  const reloads = roll() < 0.3;
  const order = acts
    .map((act) => ({ act, at: roll(), tab: Math.floor(roll() * tabs) }))
    .sort((a, b) => a.at - b.at);
  const said = [
    `${names[tabs - 1]} tab${tabs > 1 ? "s" : ""}${together && tabs > 1 ? " at once" : ""}`,
    late ? "slow" : "fast",
    ["no answer lost", "the first answer lost", "answers lost"][losing],
    ...(reloads ? ["reloaded at once"] : []),
  ].join(", ");

  test(`try ${seed}: one person is one visitor (${said})`, async ({ context, server, team }) => {
    const project = await team.project(`Try ${seed}`);
    const tag = `<script async src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
    const host = await site(html(tag), {});
    try {
      await team.allow(project, host.origin);
      // What the server has drawn is called by what it stands for, so that a try loses the same answers each time.
      const random = new Map([[project.widget_key, "key"]]);
      for (const title of WISHES) {
        const body = { kind: "feature", title, public: true, screen: { route: "/" } };
        const path = `/v1/projects/${project.id}/requests` as string;
        const made = await team.client.request<{ id: string }>("POST", path, { body });
        random.set(made.data.id, title);
      }
      let lost = 0;
      const times = new Map<string, number>();
      // Requests come in any order: each is drawn by what it is and by how often it came, not by its turn.
      const drawn = (what: string) => {
        let named = what;
        for (const [id, name] of random) named = named.replace(id, name);
        const count = (times.get(named) ?? 0) + 1;
        times.set(named, count);
        return dice(hash(`${seed} ${named} ${count}`))() < 0.4;
      };
      const losses = [() => false, () => lost++ === 0, drawn][losing] as (what: string) => boolean;
      const { busy } = await line(context, server.origin, late, losses);
      const pages: Page[] = [];
      for (let i = 0; i < tabs; i++) {
        const page = await context.newPage();
        await page.goto(host.origin);
        for (const { name } of acts.slice(1, 4))
          await expect(page.getByRole("button", { name: `Vote for “${name.slice(5)}”` })).toBeVisible();
        pages.push(page);
      }
      const run = async (mine: typeof order) => {
        for (const { act, tab } of mine) await act.do(pages[tab] as Page);
      };
      if (together) await Promise.all(pages.map((_, i) => run(order.filter(({ tab }) => tab === i))));
      else await run(order);
      if (reloads) for (const page of pages) await page.reload();

      const whole = {
        visitors: 1,
        votes: Object.fromEntries([...WISHES, "A boat"].sort().map((title) => [title, 1])),
        reports: ["It sank"],
        answers: 1,
      };
      await expect.poll(() => read(team, project), { timeout: 60_000 }).toEqual(whole);
      // What is still on its way or waits to be sent again changes nothing.
      const waiting = () =>
        (pages[0] as Page).evaluate(
          () => Object.keys(localStorage).filter((name) => name.endsWith(":outbox")).length,
        );
      await expect.poll(async () => (await waiting()) + busy(), { timeout: 60_000 }).toBe(0);
      expect(await read(team, project)).toEqual(whole);

      const again = await context.newPage();
      await again.goto(host.origin);
      for (const wish of WISHES)
        await expect(again.getByRole("button", { name: `Remove your vote for “${wish}”` })).toBeVisible();
      await expect(again.getByRole("button", { name: "Yes", exact: true })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
    } finally {
      await host.stop();
    }
  });
}
