// Builds dashboard/dist: one page, hashed assets, the mark as an icon coloured from the tokens.
// It writes nothing that depends on the clock or the machine, so the same sources give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const assets = join(here, "dist/assets");
const base = "/app/assets/";

rmSync(join(here, "dist"), { recursive: true, force: true });
mkdirSync(assets, { recursive: true });

// The first engines with light-dark(): older ones would lose every colour.
const target = ["chrome123", "firefox120", "safari17.5"];

/** `import "x.css?later"`: the script that needs the style sheet brings it along, so that it is not part of the first load. */
const later = {
  name: "later",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?later$/ }, ({ path, resolveDir }) => ({
      // Relative: esbuild hashes this path, and a name must not depend on where the sources lie.
      path: relative(here, join(resolveDir, path.replace("?later", ""))),
      namespace: "later",
    }));
    onLoad({ filter: /./, namespace: "later" }, async ({ path }) => {
      const { code } = await transform(readFileSync(join(here, path), "utf8"), {
        loader: "css",
        minify: true,
        target,
      });
      const text = JSON.stringify(code.trim());
      return {
        contents: `const sheet = new CSSStyleSheet(); sheet.replaceSync(${text}); document.adoptedStyleSheets.push(sheet);`,
      };
    });
  },
};

/**
 * Lets every script that is loaded later name the first one, which is there by then: so all that the first load has is of use to
 * each of them alike, and comes as one file instead of one for each set of pages that share it.
 */
const together = {
  name: "together",
  setup({ onResolve, onLoad, resolve }) {
    const pages = new Set();
    onResolve({ filter: /^\./ }, async ({ path, kind, ...from }) => {
      if (kind !== "dynamic-import" || from.pluginData === "asked") return;
      const found = await resolve(path, { kind, ...from, pluginData: "asked" });
      pages.add(found.path);
      return found;
    });
    onLoad({ filter: /\.tsx$/ }, ({ path }) => {
      if (!pages.has(path)) return;
      const main = relative(dirname(path), join(here, "src/app.tsx"));
      return { contents: `${readFileSync(path, "utf8")}\nimport "${main}";\n`, loader: "tsx" };
    });
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx"],
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  metafile: true,
  legalComments: "none",
  conditions: ["yousaid-source"],
  jsx: "automatic",
  jsxImportSource: "preact",
  target,
  plugins: [later, together],
});

const outputs = Object.entries(result.metafile.outputs);
const [script, entry] = outputs.find(([, output]) => output.entryPoint === "src/main.tsx") ?? [];
if (!script || !entry?.cssBundle) throw new Error("the build gave no entry script or no style sheet");
const needed = entry.imports.filter((one) => one.kind === "import-statement").map((one) => one.path);
nameParts();

const link = (file) => base + basename(file);
const fill = {
  style: link(entry.cssBundle),
  script: link(script),
  icon: base + writeIcon(),
  preload: needed.map((file) => `<link rel="modulepreload" href="${link(file)}">`).join("\n    "),
};
const page = readFileSync(join(here, "src/index.html"), "utf8").replace(
  /\{\{(\w+)\}\}/g,
  (_, name) => fill[name],
);
writeFileSync(join(here, "dist/index.html"), page);

function writeIcon() {
  const tokens = readFileSync(join(here, "../widget/src/tokens.css"), "utf8");
  const hue = /--accent-h:\s*([\d.]+)/.exec(tokens)?.[1];
  const accent = /--accent-from:\s*([^;]+);/.exec(tokens)?.[1];
  if (!hue || !accent)
    throw new Error("tokens.css no longer defines --accent-from the way the icon reads it");
  const svg = readFileSync(join(here, "src/mark.svg"), "utf8").replace(
    "currentColor",
    accent.replace("var(--accent-h)", hue),
  );
  const name = `mark-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
  writeFileSync(join(assets, name), svg);
  return name;
}

/** Names the chunks that are loaded later `part-…`: what is still named `chunk-…` belongs to the first load, which has a limit. */
function nameParts() {
  const first = new Set([script]);
  for (const path of first)
    for (const { path: next, kind } of result.metafile.outputs[path].imports)
      if (kind === "import-statement") first.add(next);
  const later = outputs.filter(([path]) => /chunk-[^/]*\.js$/.test(path) && !first.has(path));
  const names = later.map(([path]) => [basename(path), basename(path).replace("chunk-", "part-")]);
  for (const [path] of outputs.filter(([name]) => name.endsWith(".js"))) {
    const file = join(here, path);
    const text = readFileSync(file, "utf8");
    writeFileSync(
      file,
      names.reduce((now, [from, to]) => now.replaceAll(from, to), text),
    );
  }
  for (const [path] of later) renameSync(join(here, path), join(here, path).replace("chunk-", "part-"));
}
