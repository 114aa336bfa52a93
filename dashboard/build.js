// Builds dashboard/dist: one page, hashed assets, the mark as an icon coloured from the tokens.
// It writes nothing that depends on the clock or the machine, so the same sources give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const assets = join(here, "dist/assets");
const base = "/app/assets/";

rmSync(join(here, "dist"), { recursive: true, force: true });
mkdirSync(assets, { recursive: true });

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
  // The first engines with light-dark(): older ones would lose every colour.
  target: ["chrome123", "firefox120", "safari17.5"],
});

const outputs = Object.entries(result.metafile.outputs);
const [script, entry] = outputs.find(([, output]) => output.entryPoint === "src/main.tsx") ?? [];
if (!script || !entry?.cssBundle) throw new Error("the build gave no entry script or no style sheet");
const needed = entry.imports.filter((one) => one.kind === "import-statement").map((one) => one.path);

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
