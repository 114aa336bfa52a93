// Builds the situations that no host of hosts.test.ts has: modals of component libraries, and routers that swap the body.
// It refuses options of the libraries: each is used as its own documentation writes it, on a page that holds little else.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** The libraries of the modals: each has a page of its name, with the button "Edit profile", the field "Name" and the button "Close dialog". */
export const modals = ["bootstrap", "focus-trap", "headless", "mui", "native", "radix"];

/** The routers of the swapped bodies: each has a folder of its name, with the pages "First page" and "Second page". */
export const routers = ["turbo", "htmx"];

const sheet = `body { margin: 2rem; font-family: sans-serif }
.dialog { position: fixed; inset: 10% 25% auto; padding: 1rem; background: #fff; border: 1px solid; z-index: 1300 }
.overlay { position: fixed; inset: 0; background: #0008 }`;

const shell = (title, head, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>\n${head}\n</head>\n<body>${body}</body></html>\n`;

/** The page of each library beside its bundle. */
export function fillModals(from, site, tag) {
  buildSync({
    entryPoints: modals.map((name) => join(from, `${name}.ts${/headless|mui|radix/.test(name) ? "x" : ""}`)),
    outdir: site,
    bundle: true,
    minify: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  for (const name of modals) {
    const css = name === "bootstrap" ? '<link rel="stylesheet" href="/bootstrap.css">' : `<style>${sheet}</style>`;
    const main = `<main><h1>Profile</h1><div id="app"></div></main><script src="/${name}.js"></script>`;
    writeFileSync(join(site, `${name}.html`), shell("Profile", `${css}\n${tag}`, main));
  }
  const links = modals.map((name) => `<li><a href="/${name}">${name}</a></li>`).join("");
  writeFileSync(join(site, "index.html"), shell("Modals", tag, `<ul>${links}</ul>`));
}

/** Two pages a router with the tag in the head, and two with the tag at the end of the body (`turbo-body`, `htmx-body`). */
export function fillSwapped(from, site, tag) {
  cpSync(join(from, "node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js"), join(site, "turbo.js"));
  cpSync(join(from, "node_modules/htmx.org/dist/htmx.min.js"), join(site, "htmx.js"));
  for (const router of routers) {
    for (const end of [false, true]) {
      const folder = end ? `${router}-body` : router;
      mkdirSync(join(site, folder));
      for (const [name, title, other, link] of [
        ["index", "First page", "second", "To the second page"],
        ["second", "Second page", "", "To the first page"],
      ]) {
        const script = `<script defer src="/${router}.js"></script>`;
        const main = `<main${router === "htmx" ? ' hx-boost="true"' : ""}><h1>${title}</h1>
<p><a href="/${folder}/${other}">${link}</a></p>\n<div data-yousaid-helpful></div></main>`;
        const html = shell(title, end ? script : `${script}\n${tag}`, end ? `${main}\n${tag}` : main);
        writeFileSync(join(site, folder, `${name}.html`), html);
      }
    }
  }
  const links = routers.map((name) => `<li><a href="/${name}/">${name}</a></li>`).join("");
  writeFileSync(join(site, "index.html"), shell("Routers", tag, `<ul>${links}</ul>`));
}
