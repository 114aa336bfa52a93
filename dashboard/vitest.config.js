// Tests of the dashboard's pure logic: no browser, no server, a fixed time zone so that dates read the same everywhere.
import { defineConfig } from "vitest/config";

process.env.TZ = "UTC";

export default defineConfig({
  test: { include: ["test/**/*.test.ts"], environment: "node" },
  resolve: { conditions: ["yousaid-source"] },
  ssr: { resolve: { conditions: ["yousaid-source"] } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
