// The recipes of the host sites: how each is made from the template in its own package, and with which switch it is built.
// It refuses to change what a template says: it adds the tag and the place of the question in the site's own way, and to
// the React template, which has one page, a router. The tag holds placeholders that the static server fills in.
//
// A site that is to live under trusted-types 'none' needs more, and each is that site's own switch: VitePress without
// its client app (`mpa`), as Vue makes a policy and writes innerHTML; Docusaurus without breadcrumbs, whose structured
// data is written as innerHTML; AdminLTE without the scroll bars of OverlayScrollbars, which writes innerHTML, and without
// the handler in an attribute that loads its font; MkDocs Material without instant loading, which parses pages and starts
// their scripts, and without search, whose worker is a script too. React needs nothing. SvelteKit and Swagger UI can't live
// under it: Svelte makes each component by innerHTML under a policy of its own, and so does what cleans Swagger UI's texts.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
    put(
      join(site, ".vitepress/theme/index.js"),
      `import { h } from "vue";
import DefaultTheme from "vitepress/theme";
const after = () => h("div", { "data-yousaid-helpful": "" });
export default { extends: DefaultTheme, Layout: () => h(DefaultTheme.Layout, null, { "doc-after": after }) };
`,
    );
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
    put(
      join(site, "src/theme/DocItem/Footer/index.js"),
      `import Footer from "@theme-original/DocItem/Footer";
export default (props) => <><Footer {...props} /><div data-yousaid-helpful="" /></>;
`,
    );
    return { command: [process.execPath, bin(from, "docusaurus"), "build"], result: "build" };
  },
  react(from, site) {
    cpSync(join(from, "node_modules/create-vite/template-react-ts"), site, { recursive: true });
    cpSync(join(from, "main.tsx"), join(site, "src/main.tsx"));
    edit(join(site, "index.html"), (text) => text.replace("</head>", `  ${element}\n  </head>`));
    return { command: [process.execPath, bin(from, "vite"), "build"], result: "dist" };
  },
  mkdocs(from, site, strict) {
    cpSync(join(from, "mkdocs.yml"), join(site, "mkdocs.yml"));
    if (strict) edit(join(site, "mkdocs.yml"), (text) => text.replace("    - navigation.instant\n", "").concat("plugins: []\n"));
    cpSync(join(from, "docs"), join(site, "docs"), { recursive: true });
    put(
      join(site, "overrides/main.html"),
      `{% extends "base.html" %}
{% block content %}{{ super() }}<div data-yousaid-helpful></div>{% endblock %}
{% block scripts %}{{ super() }}${element}{% endblock %}
`,
    );
    return { command: [join(from, ".venv/bin/mkdocs"), "build", "--quiet", "--strict"], result: "site" };
  },
  svelte(from, site) {
    // What `npx sv create --template demo` writes: its files are kept in one JSON file, and as they are beside it.
    const template = join(from, "node_modules/sv/dist/templates/demo");
    cpSync(join(template, "assets"), site, { recursive: true });
    for (const { name, contents } of JSON.parse(readFileSync(join(template, "files.types=none.json"), "utf8"))) {
      put(join(site, name), contents);
    }
    // The game needs a server, and two pages forbid to be part of an app without one.
    rmSync(join(site, "src/routes/sverdle"), { recursive: true });
    for (const name of ["+page.js", "about/+page.js"]) rmSync(join(site, "src/routes", name));
    put(join(site, "src/routes/+layout.js"), "export const ssr = false;\n");
    put(
      join(site, "vite.config.js"),
      'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
    );
    put(
      join(site, "svelte.config.js"),
      'import adapter from "@sveltejs/adapter-static";\nexport default { kit: { adapter: adapter({ fallback: "index.html" }) } };\n',
    );
    put(join(site, "package.json"), '{ "type": "module" }\n');
    edit(join(site, "src/app.html"), (text) => text.replace("</head>", `${element}</head>`));
    edit(join(site, "src/routes/+layout.svelte"), (text) =>
      text.replace("<footer>", "<footer>\n\t\t<div data-yousaid-helpful></div>"),
    );
    return { command: [process.execPath, bin(from, "vite"), "build"], result: "build" };
  },
  adminlte(from, site, strict) {
    const dist = join(site, "dist");
    const packages = join(from, "node_modules");
    cpSync(join(packages, "admin-lte/dist"), dist, { recursive: true, filter: (name) => !/\.map$|\/docs(\/|$)/.test(name) });
    const taken = new Set();
    for (const name of readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".html"))) {
      edit(join(dist, name), (text) =>
        text
          // What the pages take from a public network is served beside them.
          .replace(/https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[\w-]+\/)?[\w-]+)@[\d.]+\/([^"]+)/g, (_, owner, file) => {
            taken.add(join(owner, dirname(file)));
            return `/npm/${owner}/${file}`;
          })
          .replace("<!--begin::Copyright-->", "<div data-yousaid-helpful></div>\n        <!--begin::Copyright-->")
          .replace(strict ? /\s+media="print"\s+onload="[^"]*"/ : "", "")
          .replace(strict ? /<script\s+src="[^"]*overlayscrollbars[^>]*><\/script>|<script>\s+const SELECTOR_SIDEBAR[^]*?<\/script>/g : "", "")
          .replace("</head>", `${element}</head>`),
      );
    }
    // Of the font, which comes in hundreds of files, only the cut that its style sheet names.
    const wanted = (path) => !/\.map$|\/files\/(?!.*-400-normal)/.test(path);
    for (const folder of taken) cpSync(join(packages, folder), join(dist, "npm", folder), { recursive: true, filter: wanted });
    return { result: "dist" };
  },
  swagger(from, site) {
    const dist = join(site, "dist");
    cpSync(join(from, "node_modules/swagger-ui-dist"), dist, { recursive: true, filter: (name) => !name.endsWith(".map") });
    cpSync(join(from, "openapi.json"), join(dist, "openapi.json"));
    edit(join(dist, "swagger-initializer.js"), (text) =>
      text.replace("https://petstore.swagger.io/v2/swagger.json", "openapi.json").replace(
        "plugins: [",
        // A plugin is how this page is added to: the question comes after the description, once that has been loaded.
        `plugins: [
      () => ({ wrapComponents: { InfoContainer: (Original, { React }) => (props) => React.createElement("div", null,
        React.createElement(Original, props), React.createElement("div", { "data-yousaid-helpful": "" })) } }),`,
      ),
    );
    edit(join(dist, "index.html"), (text) => text.replace("</body>", `${element}</body>`));
    return { result: "dist" };
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

function put(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

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
