// The tests that take many minutes, by hand: npx playwright test -c long, in tests/browser. `tests/run` does not run them.
import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";

const { globalSetup, ...rest } = base;

// Playwright wants its configuration as the default export.
export default defineConfig(rest, {
  testDir: ".",
  testMatch: "*.long.ts",
  outputDir: "../../artefacts/browser",
  timeout: 3_600_000,
  workers: 1,
});
