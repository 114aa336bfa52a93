// Pages that a test writes itself, for situations that no template has: changing elements, late parts, themes.
// No timers: everything on these pages is triggered by a button, or by a gate that the test opens.
import type { Gate } from "./line.ts";
import type { Written } from "./site.ts";

/** The place of an inline question. */
export const question = "<div data-yousaid-helpful></div>";

/** A page of nothing but this in its body, the tag after it or in the head. */
export function plain(body: string, where: "head" | "body" = "body", attributes = ""): string {
  const [head, end] = where === "head" ? ["__TAG__", ""] : ["", "__TAG__"];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Plain</title>${head}</head>
<body ${attributes}>${body}${end}</body></html>`;
}

/** A page whose first half, with the tag, is sent immediately, and whose second half, with the question, when its gate opens. */
export function late(second: () => Gate, rest = question): Written {
  const [first = "", end = ""] = plain("<main><h1>Late</h1>__CUT__</main>", "head").split("__CUT__");
  return async function* () {
    yield first;
    await second().opened;
    yield rest + end;
  };
}

/** A page where the question is added, moved, replaced by a re-render, removed and returned, by buttons of these names. */
export const changing = plain(
  `<main><h1>Changing</h1>
<button type="button" data-act="add">Add</button>
<button type="button" data-act="move">Move</button>
<button type="button" data-act="replace">Replace</button>
<button type="button" data-act="mark">Mark</button>
<button type="button" data-act="clear">Clear</button>
<button type="button" data-act="remove">Remove</button>
<button type="button" data-act="return">Return</button>
<section id="one" aria-label="One"></section><section id="two" aria-label="Two"></section></main>
<script>
let gone;
const section = (id) => document.getElementById(id);
const made = () => { const el = document.createElement("div"); el.setAttribute("data-yousaid-helpful", ""); return el; };
const current = () => document.querySelector("[data-yousaid-helpful]");
const acts = {
  add: () => section("one").append(made()),
  move: () => section("two").append(current()),
  // Like a view library that has lost its node: the whole section is rendered again.
  replace: () => { const place = current().parentElement; const copy = place.cloneNode(false); copy.append(made()); place.replaceWith(copy); },
  // The attribute is added to an existing element.
  mark: () => { const el = document.createElement("div"); section("two").append(el); requestAnimationFrame(() => el.setAttribute("data-yousaid-helpful", "")); },
  // The element stays, and what the widget drew into it is removed.
  clear: () => current().replaceChildren(),
  remove: () => { gone = current(); gone.remove(); },
  // The same element is inserted again, as when a view is kept while another one is shown.
  return: () => section("one").append(gone),
};
addEventListener("click", (event) => acts[event.target.dataset?.act]?.());
</script>`,
);

/** How hosts switch between light and dark: the element and what is set on it. */
export const themes = {
  "data-theme on html": { on: "html", name: "data-theme", dark: "dark", light: "light" },
  "data-bs-theme on html": { on: "html", name: "data-bs-theme", dark: "dark", light: "light" },
  "data-bs-theme on body": { on: "body", name: "data-bs-theme", dark: "dark", light: "light" },
  "data-mui-color-scheme on html": {
    on: "html",
    name: "data-mui-color-scheme",
    dark: "dark",
    light: "light",
  },
  "data-md-color-scheme on body": {
    on: "body",
    name: "data-md-color-scheme",
    dark: "slate",
    light: "default",
  },
  "a class on html": { on: "html", name: "class", dark: "dark", light: "" },
  "a class on body": { on: "body", name: "class", dark: "dark-mode", light: "" },
  "a style on html": { on: "html", name: "style", dark: "--page:#111;--ink:#eee", light: "" },
} as const;

/** Where a page has its background. */
export type Painted = "html" | "body" | "main";

/** A page that the buttons "Dark" and "Light" switch; `transition` lets its colours move for this long. */
export function themed(
  theme: keyof typeof themes,
  { painted = "body", transition = "0s" }: { painted?: Painted; transition?: string } = {},
): string {
  const { on, name, dark, light } = themes[theme];
  const selector =
    name === "class" ? `${on}.${dark}` : name === "style" ? "no-such-element" : `${on}[${name}="${dark}"]`;
  return plain(
    `<style>:root{--page:#fff;--ink:#111} ${selector}{--page:#111;--ink:#eee}
html,body{margin:0;min-height:100vh} main{min-height:100vh;padding:1rem}
${painted}{background:var(--page);color:var(--ink);transition:background-color ${transition},color ${transition}}</style>
<main><h1>Theme</h1><button type="button">Dark</button><button type="button">Light</button>${question}</main>
<script>addEventListener("click", (event) => {
  const value = { Dark: ${JSON.stringify(dark)}, Light: ${JSON.stringify(light)} }[event.target.textContent];
  if (event.target.tagName === "BUTTON") document.querySelector("${on}").setAttribute("${name}", value);
})</script>`,
  );
}
