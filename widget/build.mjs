// Builds dist: first the chunks with hashed names, then the loader with those names baked in.
// Refuses files that import files: each chunk is one request that can be made again when it failed. The loader and the
// panel share what others need.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(here, ...parts);
const sheet = await readFile(at("src/tokens.css"), "utf8");
const tokens = new Map(
  [...sheet.slice(0, sheet.indexOf("}")).matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((found) => [
    found[1],
    found[2],
  ]),
);

/** The tokens that a style sheet uses often enough to be named, and a function that puts the others in place. */
function used(css) {
  const counts = new Map();
  const follow = (text) => {
    for (const [, name] of text.matchAll(/var\((--[\w-]+)\)/g)) {
      const known = counts.get(name) ?? 0;
      counts.set(name, known + 1);
      if (!known) follow(tokens.get(name) ?? "");
    }
  };
  follow(css);
  // What changes with the visitor's settings or the project's accent must keep its name.
  const named = ([name, value]) =>
    counts.has(name) &&
    ((counts.get(name) > 1 && value.length > 20) || /accent|focus|motion/.test(name)) &&
    name !== "--accent-h";
  const kept = new Map([...tokens].filter(named));
  const place = (text) =>
    text.replace(/var\((--[\w-]+)\)/g, (use, name) =>
      kept.has(name) || !tokens.has(name) ? use : place(tokens.get(name)),
    );
  const values = [...kept].map(
    ([name, value]) => `${name}:${place(value).replaceAll(/(?<=[(,])\s+|\s+(?=\))/g, "")};`,
  );
  return { values, place };
}

/** A style sheet with its tokens on `.y`, an element inside the shadow root, which the host page cannot reach. */
async function styled(file) {
  const own = await readFile(file, "utf8");
  // Imports of a sheet stand first by the language's rules, and follow it by ours: they refine it.
  const parts = [...own.matchAll(/@import "([^"]+)";/g)].map(([, name]) =>
    readFile(join(dirname(file), name), "utf8"),
  );
  const css = [own.replaceAll(/@import "[^"]+";/g, ""), ...(await Promise.all(parts))].join("\n");
  for (const [, name] of css.matchAll(/var\((--[\w-]+)/g)) {
    if (!tokens.has(name)) throw new Error(`${basename(file)} uses ${name}, which tokens.css does not have`);
  }
  const { values, place } = used(css);
  const rest = sheet
    .slice(sheet.indexOf("}") + 1)
    // The theme stands on the element itself.
    .replaceAll(/:root\[data-theme[^{]+\{[^}]+\}/g, "")
    .replaceAll(/@media[^{]+\{\s*:root,\s*:host\s*(\{[^}]+\})\s*\}/g, (rule, set) =>
      css.includes(set.split(":")[0].slice(1).trim()) ? rule.replace(/:root,\s*:host/, ".y") : "",
    );
  if (/:root|:host/.test(rest)) throw new Error("tokens.css has a rule that the build does not know");
  const text = `.y{${values.join("")}}\n${rest}\n${place(css)}`;
  return (await transform(text, { loader: "css", minify: true, target: "esnext" })).code.trim();
}

const styles = {
  name: "styles",
  setup: (build) =>
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: `export const css = ${JSON.stringify(await styled(path))};`,
      loader: "js",
    })),
};

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  conditions: ["yousaid-source"],
  jsx: "automatic",
  jsxImportSource: "preact",
  tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
  plugins: [styles],
  absWorkingDir: here,
  write: false,
};

await rm(at("dist"), { recursive: true, force: true });
await mkdir(at("dist/widget"), { recursive: true });
const integrity = {};
const chunks = {};

/** Tells a chunk the files of those that it loads. */
const telling = (...stems) => ({
  CHUNKS: JSON.stringify(Object.fromEntries(stems.map((stem) => [stem, chunks[stem]]))),
});

/** Writes one built file and notes its hash for import maps. */
async function keep(file, bytes) {
  await writeFile(at("dist", file), bytes);
  integrity[file] = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
}

/** Writes a chunk under a name with the hash of what is in it. */
async function chunk(stem, bytes) {
  const hash = createHash("sha256")
    .update(bytes)
    .digest("base64url")
    .replaceAll(/[-_]/g, "")
    .slice(0, 8)
    .toUpperCase();
  chunks[stem] = `${stem}-${hash}`;
  await keep(`widget/${chunks[stem]}.js`, bytes);
}

/** One file out of an entry; `more` refines how. */
async function single(entry, more = {}) {
  return build({ ...common, entryPoints: [entry], format: "esm", outdir: "dist/widget", ...more });
}

const alone = ["recorder/details/details", "recorder/selectors", "unseen/unseen", "recorder/recorder"];
const locales = ["en", "de"];
for (const name of locales) alone.push(`locales/${name}`, `locales/tabs-${name}`);
for (const entry of alone) {
  const define = telling(...(entry === "recorder/recorder" ? ["details", "selectors", "unseen"] : []));
  const { outputFiles } = await single(`src/${entry}.ts`, { define });
  await chunk(basename(entry), outputFiles[0].contents);
}

// What the panel is made of, it shares with the chunks that are loaded later.
const SHARED = "yousaid:shared";
const apart = {
  name: "apart",
  setup: (build) => build.onResolve({ filter: /^yousaid:/ }, () => ({ path: SHARED, external: true })),
};
const { metafile } = await single("src/panel/panel.tsx", { metafile: true, plugins: [styles, apart] });
const owned = new Set(Object.keys(metafile.inputs));
const importing = {
  name: "importing",
  setup: (build) =>
    build.onResolve({ filter: /./ }, async ({ path, kind, pluginData, importer, namespace, resolveDir }) => {
      if (pluginData || kind === "entry-point") return undefined;
      const found = await build.resolve(path, { kind, importer, namespace, resolveDir, pluginData: true });
      return owned.has(relative(here, found.path)) ? { path: found.path, external: true } : undefined;
    }),
};
const imports = [];
const lists = [];
const later = ["report", "suggest", "news", "proposals", "thread", "yours"];
for (const stem of later) {
  const plugins = [styles, importing];
  const define = telling(...(stem === "news" ? ["unseen"] : []));
  const { outputFiles } = await single(`src/panel/tabs/${stem}.tsx`, { minify: false, plugins, define });
  const args = [];
  const params = [];
  // esbuild writes one import for each module, and all exports in one statement at the end.
  const filled = outputFiles[0].text
    .replaceAll(/^import \{([^}]*)\} from "([^"]+)";$/gm, (_, list, path) => {
      const parts = list.split(",").map((part) => part.trim().split(" as "));
      const alias = (i) => `_${imports.length}_${i}`;
      params.push(...parts.map(([name, local = name]) => local));
      args.push(...parts.map((_, i) => alias(i)));
      const named = parts.map(([name], i) => `${name} as ${alias(i)}`);
      imports.push(`import {${named}} from ${JSON.stringify(path)};`);
      return "";
    })
    .replace(/^export \{([^}]*)\};/m, (_, list) => `return {${list.replaceAll(" as ", ":")}};`);
  if (/^(import|export)\b/m.test(filled))
    throw new Error(`${stem} has an import or export that the build does not know`);
  lists.push(`${stem}: [${args}]`);
  const options = { minify: true, charset: "utf8", target: "es2022" };
  const { code } = await transform(`export const fill = ([${params}]) => {${filled}}`, options);
  await chunk(stem, code);
}
const sharing = {
  name: "sharing",
  setup(build) {
    build.onResolve({ filter: /^yousaid:/ }, () => ({ path: SHARED, namespace: "shared" }));
    build.onLoad({ filter: /./, namespace: "shared" }, () => ({
      resolveDir: here,
      contents: `${imports.join("\n")}\nexport const shared = {${lists}};`,
    }));
  },
};
const define = telling(...later, ...locales.map((name) => `tabs-${name}`));
const panel = await single("src/panel/panel.tsx", { plugins: [styles, sharing], define });
await chunk("panel", panel.outputFiles[0].contents);

// The board is a page of ours, not a part of a host's: a style sheet with all tokens, a script, and the mark.
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 8);
const board = await build({
  ...common,
  plugins: [],
  entryPoints: ["src/board/board.ts", "src/board/board.css"],
  format: "esm",
  outdir: "dist/widget",
  target: "esnext",
});
for (const { path, contents } of board.outputFiles) {
  const [stem, ending] = basename(path).split(".");
  await writeFile(at(`dist/widget/${stem}-${digest(contents)}.${ending}`), contents);
}
const accent = tokens.get("--accent-from").replace("var(--accent-h)", tokens.get("--accent-h"));
const mark = (await readFile(at("src/board/mark.svg"), "utf8")).replace("currentColor", accent);
await writeFile(at(`dist/widget/mark-${digest(mark)}.svg`), mark);

const first = ["recorder", "panel", ...locales];
const { outputFiles } = await build({
  ...common,
  entryPoints: ["src/loader/loader.ts"],
  format: "iife",
  outfile: "dist/widget.js",
  define: { CHUNKS: JSON.stringify(Object.fromEntries(first.map((stem) => [stem, `<${stem}>`]))) },
});
// The names go in after minifying: esbuild counts letters to name variables, so a hash would change the loader's size.
const placeholder = new RegExp(`<(${first.join("|")})>`, "g");
await keep(
  "widget.js",
  outputFiles[0].text.replaceAll(placeholder, (_, stem) => chunks[stem]),
);
await writeFile(at("dist/integrity.json"), `${JSON.stringify(integrity, null, 2)}\n`);
