// Builds the host sites once, before any test.
// Does not build the server and the bundles: tests/run does, so that the shipped files are tested.
import { existsSync } from "node:fs";
import { binary } from "./boot.ts";
import { build, hosts, policies, situations } from "./hosts/build.js";

/** Playwright's global set-up. */
export default function prepare(): void {
  if (!existsSync(binary))
    throw new Error(`no server at ${binary}: cargo build --release, or set YOUSAID_BIN`);
  for (const name of [...hosts, ...situations]) for (const strict of policies(name)) build(name, strict);
}
