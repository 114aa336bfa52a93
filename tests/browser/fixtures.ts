// The fixtures of a test: a server per worker, a project and watched pages per test, host sites on demand.
// Contains no user actions: those are in acts.ts.
import { test as base } from "@playwright/test";
import { boot, type Server } from "./boot.ts";
import { build } from "./hosts/build.js";
import { page as bare, type Site, serve, type Written } from "./site.ts";
import { found, type Project, type Team } from "./team.ts";
import { type Watch, watch } from "./watch.ts";

type Tests = {
  /** A project of this test alone. */
  project: Project;
  /** Complaints of the test's own context. */
  watched: Watch;
  /** Serves a host site on an allowed origin of the project. */
  host: (name: string, strict?: boolean) => Promise<Site>;
  /** Serves pages written by the test on an allowed origin of the project; `__TAG__` is replaced by the tag. */
  bare: (html: Written | Record<string, Written>, headers?: Record<string, string>) => Promise<Site>;
};

type Workers = { server: Server; team: Team };

/** Playwright's `test` with our fixtures. */
export const test = base.extend<Tests, Workers>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const server = await boot();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  team: [async ({ server }, use) => use(await found(server)), { scope: "worker" }],
  project: async ({ team }, use) => use(await team.project("Atelier Nord")),
  watched: [
    async ({ context }, use, info) => {
      const watched = await watch(context);
      await use(watched);
      if (info.status === info.expectedStatus) return;
      // In the log, since the trace of a run elsewhere may not be at hand.
      const body = [...watched.faults, ...watched.failed].join("\n") || "none";
      await info.attach("complaints and failed requests", { body, contentType: "text/plain" });
    },
    { auto: true },
  ],
  host: async ({ server, team, project }, use) => {
    const sites: Site[] = [];
    await use(async (name, strict = false) => {
      const yousaid = { origin: server.origin, key: project.widget_key };
      const site = await serve({ folder: build(name, strict), strict, yousaid });
      sites.push(site);
      await team.allow(project, site.origin);
      return site;
    });
    for (const site of sites) await site.stop();
  },
  bare: async ({ server, team, project }, use) => {
    const sites: Site[] = [];
    await use(async (html, headers = {}) => {
      const tag = `<script async src="${server.origin}/widget.js" data-project="${project.widget_key}"></script>`;
      const filled = (one: Written): Written =>
        typeof one === "string"
          ? one.replaceAll("__TAG__", tag)
          : async function* () {
              for await (const part of one()) yield part.replaceAll("__TAG__", tag);
            };
      const pages =
        typeof html === "object"
          ? Object.fromEntries(Object.entries(html).map(([path, one]) => [path, filled(one)]))
          : filled(html);
      const site = await bare(pages, headers);
      sites.push(site);
      await team.allow(project, site.origin);
      return site;
    });
    for (const site of sites) await site.stop();
  },
});

export { expect } from "@playwright/test";
