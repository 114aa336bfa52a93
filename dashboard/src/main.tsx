// Where the dashboard starts: theme before the first paint, then the session, then the pages.
// It refuses to do anything that a page could do itself.
import { render } from "preact";
import { App } from "./app";
import { guardUnsaved } from "./drafts";
import { keepFocus } from "./focus";
import { listen } from "./keys";
import { learn } from "./session";
import { applyTheme } from "./theme";
import "./styles/index.css";

applyTheme();
listen();
guardUnsaved();
keepFocus();
void learn();
const root = document.getElementById("app");
// What stood there said that this script did not come.
root?.replaceChildren();
if (root) render(<App />, root);
