// Runs the widget's tests against the SDK's sources, as the bundle is built from them.
// Refuses to need a built SDK: a fresh clone has none.
import { defineConfig } from "vitest/config";

const conditions = ["yousaid-source", "module", "node", "import", "default"];

/** Read by vitest. */
export default defineConfig({ resolve: { conditions }, ssr: { resolve: { conditions } } });
