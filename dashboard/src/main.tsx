// Where the dashboard starts: theme before the first paint, then the session, then the pages.
// Does nothing that a page could do itself.
import { render } from "preact";
import { App } from "./app";
import { applyDensity } from "./base/density";
import { keepFocus } from "./base/focus";
import { listen } from "./base/keys";
import { applyTheme } from "./base/theme";
import { guardUnsaved } from "./data/drafts";
import { learn } from "./data/session";
import "./styles/index.css";

applyTheme();
applyDensity();
listen();
guardUnsaved();
keepFocus();
void learn();
const root = document.getElementById("app");
// The placeholder says that this script did not load.
root?.replaceChildren();
if (root) render(<App />, root);
