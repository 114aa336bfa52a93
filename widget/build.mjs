// Builds dist: first the chunks with hashed names, then the loader with those names baked in.
// Refuses to share code between chunks: each is one request, and the loader lends what they need.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
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
  const values = [...kept].map(([name, value]) => `${name}:${place(value).replaceAll(/,\s+/g, ",")};`);
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
    .replaceAll(/:root(\[[^\]]+\]),\s*:host\(\[[^\]]+\]\)/g, ".y$1")
    .replaceAll(/@media[^{]+\{\s*:root,\s*:host\s*(\{[^}]+\})\s*\}/g, (rule, set) =>
      css.includes(set.split(":")[0].slice(1).trim()) ? rule.replace(/:root,\s*:host/, ".y") : "",
    );
  if (/:root|:host/.test(rest)) throw new Error("tokens.css has a rule that the build does not know");
  const text = `.y{color-scheme:light dark;${values.join("")}}\n${rest}\n${place(css)}`;
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

/** Writes one built file and notes its hash for import maps. */
async function keep(file, bytes) {
  await writeFile(at("dist", file), bytes);
  integrity[file] = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
}

// The recorder stands alone: it must be one request. The panel's tabs share what they have in common.
for (const entry of ["src/recorder.ts", "src/locales/en.ts", "src/locales/de.ts", "src/panel/panel.tsx"]) {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [entry],
    format: "esm",
    splitting: true,
    outdir: "dist/widget",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
  });
  const stem = basename(entry).split(".")[0];
  for (const { path, contents } of outputFiles) {
    const file = basename(path);
    if (file.startsWith(`${stem}-`)) chunks[stem] = file.slice(stem.length + 1, -3);
    await keep(`widget/${file}`, contents);
  }
}

const { outputFiles } = await build({
  ...common,
  entryPoints: ["src/loader.ts"],
  format: "iife",
  outfile: "dist/widget.js",
  define: { CHUNKS: JSON.stringify(chunks) },
});
await keep("widget.js", outputFiles[0].contents);
await writeFile(at("dist/integrity.json"), `${JSON.stringify(integrity, null, 2)}\n`);
