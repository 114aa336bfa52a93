// How the browser tests run: the system's Chromium, two workers, each with a server of its own.
// No retries: a test that fails sometimes is a fault, of the test or of the product.
import { defineConfig } from "@playwright/test";

const ci = process.env.CI !== undefined;

// Playwright wants its configuration as the default export.
export default defineConfig({
  testDir: ".",
  testMatch: "*.test.ts",
  outputDir: "../artefacts/browser",
  globalSetup: "./prepare.ts",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: ci,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    // The pictures of a trace took a quarter of the time of all tests; its snapshots show the page as well.
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    actionTimeout: 10_000,
    launchOptions: {
      executablePath: process.env.YOUSAID_CHROMIUM ?? "/usr/bin/chromium",
      // Playwright turns the back/forward cache off; people have it.
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
