// Bundles the two entries to dist, one file each, so that the measured size is what a user downloads.
// It refuses to bundle dependencies: there are none, and a new one should fail here.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const folder = new URL("./", import.meta.url);

await rm(new URL("dist", folder), { recursive: true, force: true });
await build({
  absWorkingDir: folder.pathname,
  entryPoints: ["src/index.ts", "src/server.ts"],
  outdir: "dist",
  bundle: true,
  packages: "external",
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  legalComments: "none",
});
