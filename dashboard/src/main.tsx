// Where the dashboard starts: theme before the first paint, then the session, then the pages.
// It refuses to do anything that a page could do itself.
import { render } from "preact";
import { App } from "./app";
import { listen } from "./keys";
import { learn } from "./session";
import { applyTheme } from "./theme";
import "./styles/index.css";

applyTheme();
listen();
void learn();
const root = document.getElementById("app");
if (root) render(<App />, root);
