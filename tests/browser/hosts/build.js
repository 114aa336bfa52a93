// Builds the host sites and the situations into hosts/*/ready*, which is not committed, unless they were built from the same inputs.
// It refuses to know any host: what is special about one is in recipes.js.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recipes, tag } from "./recipes.js";

// Nobody asks the situations for a policy; why the others cannot have it is in recipes.js.
const lenient = ["modals", "swapped", "astro", "svelte", "swagger"];
const here = fileURLToPath(new URL(".", import.meta.url));

/** The names of the situations: pages for one question each, built as generated only. */
export const situations = ["modals", "swapped", "astro"];

/** The names of the hosts. */
export const hosts = Object.keys(recipes).filter((name) => !situations.includes(name));

/** Whether a host is built as generated only, or for the strictest policy too. */
export const policies = (host) => (lenient.includes(host) ? [false] : [false, true]);

/** Builds a host, also for the strict policy, unless what is there was built from the same inputs; gives the folder with its files. */
export function build(host, strict) {
  const from = join(here, host);
  const ready = join(from, strict ? "ready-strict" : "ready");
  const shared = situations.includes(host) ? [join(here, "situations.js")] : [];
  const print = createHash("sha256")
    .update([String(recipes[host]), ...[...shared, ...inputs(from)].map((file) => readFileSync(file, "utf8"))].join("\0"))
    .digest("hex");
  if (existsSync(join(ready, ".print")) && readFileSync(join(ready, ".print"), "utf8") === print) return ready;
  const site = join(from, "site");
  rmSync(site, { recursive: true, force: true });
  rmSync(ready, { recursive: true, force: true });
  mkdirSync(site);
  const { command: [program, ...given] = [], result } = recipes[host](from, site, strict);
  const quiet = { CI: "1", NO_UPDATE_NOTIFIER: "1", DO_NOT_TRACK: "1", ASTRO_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0" };
  if (program) execFileSync(program, given, { cwd: site, env: { ...process.env, ...quiet }, stdio: "pipe" });
  if (!readFileSync(join(site, result, "index.html"), "utf8").includes(tag["data-project"])) {
    throw new Error(`${host}: the tag is not in the built page`);
  }
  writeFileSync(join(site, result, ".print"), print);
  renameSync(join(site, result), ready);
  return ready;
}

// What is committed of a host: everything but what its package manager and this file put there.
function inputs(folder) {
  const made = /^(node_modules|\.venv|site|ready.*)$/;
  return readdirSync(folder)
    .filter((name) => !made.test(name))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? inputs(path) : [path];
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of [...situations, ...hosts]) {
    const began = Date.now();
    for (const strict of policies(name)) build(name, strict);
    console.log(`${name}: built in ${Math.round((Date.now() - began) / 1000)} s`);
  }
}
