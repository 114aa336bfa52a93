// Builds the three host sites from the templates in their own npm packages, into hosts/*/site, which is not committed.
// It refuses to change what a template says: it adds the tag in the site's config, and to the React template, which has
// one page, a router. The tag holds placeholders that the static server fills in, as server and key are not known yet.
//
// A site that is to live under trusted-types 'none' needs more, and each is that site's own switch: VitePress without
// its client app (`mpa`), as Vue makes a policy and writes innerHTML; Docusaurus without breadcrumbs, whose structured
// data is written as innerHTML. React needs nothing.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const tag = { async: "", src: "https://yousaid.invalid/widget.js", "data-project": "pk_placeholder" };

// The titles that `vitepress init` asks for, as it suggests them.
const answers = { title: "My Awesome Project", description: "A VitePress Site" };

/** One recipe a host: fill `site` from the templates and say how to build it and where the result is. */
const recipes = {
  vitepress(from, site, strict) {
    const template = join(from, "node_modules/vitepress/template");
    cpSync(join(template, ".vitepress/config.js"), join(site, ".vitepress/config.js"));
    for (const page of ["index.md", "markdown-examples.md", "api-examples.md"]) {
      cpSync(join(template, page), join(site, page));
    }
    // The init command fills these templates in with lodash; these are all the marks that they hold.
    const fill = (text) =>
      text
        .replace(/<% if \(defaultTheme\) \{ %>|<% \} %>/g, "")
        .replace(/<%= (\w+) %>/g, (_, name) => JSON.stringify(answers[name] ?? ""));
    edit(join(site, ".vitepress/config.js"), (text) =>
      fill(text).replace("defineConfig({", `defineConfig({\n  mpa: ${strict}, head: [["script", ${JSON.stringify(tag)}]],`),
    );
    edit(join(site, "index.md"), fill);
    return { command: [bin(from, "vitepress"), "build", "."], result: ".vitepress/dist" };
  },
  docusaurus(from, site, strict) {
    const templates = join(from, "node_modules/create-docusaurus/templates");
    cpSync(join(templates, "shared"), site, { recursive: true });
    cpSync(join(templates, "classic"), site, { recursive: true });
    edit(join(site, "docusaurus.config.js"), (text) =>
      text
        .replace("  presets: [", `  scripts: [${JSON.stringify({ ...tag, async: true })}],\n\n  presets: [`)
        .replace("        docs: {", `        docs: {\n          breadcrumbs: ${!strict},`),
    );
    return { command: [bin(from, "docusaurus"), "build"], result: "build" };
  },
  react(from, site) {
    cpSync(join(from, "node_modules/create-vite/template-react-ts"), site, { recursive: true });
    cpSync(join(from, "main.tsx"), join(site, "src/main.tsx"));
    const attributes = Object.entries(tag).map(([name, value]) => (value ? `${name}="${value}"` : name));
    edit(join(site, "index.html"), (text) =>
      text.replace("</head>", `  <script ${attributes.join(" ")}></script>\n  </head>`),
    );
    return { command: [bin(from, "vite"), "build"], result: "dist" };
  },
};

/** The names of the hosts. */
export const hosts = Object.keys(recipes);

/** Builds a host, also for the strict policy, unless what is there was built from the same inputs; gives the folder with its files. */
export function build(host, strict) {
  const from = join(here, host);
  const ready = join(from, strict ? "ready-strict" : "ready");
  const inputs = ["package-lock.json", "../build.js", "main.tsx"].map((name) => join(from, name)).filter(existsSync);
  const print = createHash("sha256")
    .update(inputs.map((name) => readFileSync(name, "utf8")).join("\0"))
    .digest("hex");
  if (existsSync(join(ready, ".print")) && readFileSync(join(ready, ".print"), "utf8") === print) return ready;
  const site = join(from, "site");
  rmSync(site, { recursive: true, force: true });
  rmSync(ready, { recursive: true, force: true });
  mkdirSync(site);
  const { command, result } = recipes[host](from, site, strict);
  const quiet = { CI: "1", NO_UPDATE_NOTIFIER: "1", DO_NOT_TRACK: "1", FORCE_COLOR: "0" };
  execFileSync(process.execPath, command, { cwd: site, env: { ...process.env, ...quiet }, stdio: "pipe" });
  if (!readFileSync(join(site, result, "index.html"), "utf8").includes(tag["data-project"])) {
    throw new Error(`${host}: the tag is not in the built page`);
  }
  writeFileSync(join(site, result, ".print"), print);
  renameSync(join(site, result), ready);
  return ready;
}

function edit(file, change) {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`${file}: the template has changed, nothing to edit was found`);
  writeFileSync(file, after);
}

function bin(from, name) {
  const names = { docusaurus: "@docusaurus/core", vitepress: "vitepress", vite: "vite" };
  const folder = join(from, "node_modules", names[name]);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, bins[name]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const host of hosts) {
    const began = Date.now();
    build(host, false);
    build(host, true);
    console.log(`${host}: built in ${Math.round((Date.now() - began) / 1000)} s`);
  }
}
