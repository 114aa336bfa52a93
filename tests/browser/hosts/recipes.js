// The recipes of the host sites: how each is made from the template in its own package, and with which switch it is built.
// It refuses to change what a template says: it adds the tag in the site's config, and to the React template, which has
// one page, a router. The tag holds placeholders that the static server fills in, as server and key are not known yet.
//
// A site that is to live under trusted-types 'none' needs more, and each is that site's own switch: VitePress without
// its client app (`mpa`), as Vue makes a policy and writes innerHTML; Docusaurus without breadcrumbs, whose structured
// data is written as innerHTML. React needs nothing.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillModals, fillSwapped } from "./situations.js";

/** The tag, as attributes. */
export const tag = { async: "", src: "https://yousaid.invalid/widget.js", "data-project": "pk_placeholder" };
const element = `<script ${Object.entries(tag)
  .map(([name, value]) => (value ? `${name}="${value}"` : name))
  .join(" ")}></script>`;

// The titles that `vitepress init` asks for, as it suggests them.
const answers = { title: "My Awesome Project", description: "A VitePress Site" };

/** One recipe a host: fill `site` from the templates and say how to build it and where the result is. */
export const recipes = {
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
    return { command: [process.execPath, bin(from, "vitepress"), "build", "."], result: ".vitepress/dist" };
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
    return { command: [process.execPath, bin(from, "docusaurus"), "build"], result: "build" };
  },
  react(from, site) {
    cpSync(join(from, "node_modules/create-vite/template-react-ts"), site, { recursive: true });
    cpSync(join(from, "main.tsx"), join(site, "src/main.tsx"));
    edit(join(site, "index.html"), (text) => text.replace("</head>", `  ${element}\n  </head>`));
    return { command: [process.execPath, bin(from, "vite"), "build"], result: "dist" };
  },
  modals(from, site) {
    fillModals(from, join(site, "dist"), element);
    return { result: "dist" };
  },
  swapped(from, site) {
    fillSwapped(from, join(site, "dist"), element);
    return { result: "dist" };
  },
  astro(from, site) {
    cpSync(join(from, "src"), join(site, "src"), { recursive: true });
    writeFileSync(join(site, "astro.config.mjs"), 'export default { build: { format: "file" } };\n');
    edit(join(site, "src/layouts/Base.astro"), (text) =>
      text.replace("  </head>", `    ${element.replace("<script", "<script is:inline")}\n  </head>`),
    );
    return { command: [process.execPath, bin(from, "astro"), "build"], result: "dist" };
  },
};

function edit(file, change) {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`${file}: the template has changed, nothing to edit was found`);
  writeFileSync(file, after);
}

function bin(from, name) {
  const names = { docusaurus: "@docusaurus/core" };
  const folder = join(from, "node_modules", names[name] ?? name);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bins === "string" ? bins : bins[name]);
}
