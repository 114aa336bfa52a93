// Looks for news of a visitor who has been here before, and marks the launcher while something is new.
// Asks nothing for anybody else, nor where project or page turned it off, and at most once for each page and hour.
import type { Core, Memory } from "../base/core";
import { shared } from "../base/shared";
import { marks } from "../locales/marks";
import { css } from "./unseen.css";

/** How long what was heard holds, in milliseconds. */
const HOLDS_MS = 3_600_000;

/** Timeout of the call, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** The part of the core that is used here. */
type Around = Pick<Core, "key" | "base" | "setting" | "memory" | "locale" | "short" | "scan">;

/** What is shown, by the core that it belongs to: a page may destroy the widget and start it again. */
const shown = new WeakMap<Around, (unseen: number) => void>();

/** Whether news may be announced: only where the project is known to want it and the page does not forbid it. */
const wanted = (core: Around) => !!core.memory().announce && core.setting("news") !== "off";

/** Marks the launcher with how many news the visitor has not seen; with 0 takes the mark away. */
export function mark(core: Around, unseen: number): void {
  let draw = shown.get(core);
  if (!draw) {
    draw = follow(core);
    shown.set(core, draw);
  }
  draw(wanted(core) ? unseen : 0);
}

/** How much is new, in words. */
export function words(locale: string, n: number): string {
  const forms = marks[locale] ?? {};
  const form = forms[new Intl.PluralRules(locale).select(n)] ?? forms.other ?? "";
  return form.replace("{n}", new Intl.NumberFormat(locale).format(n));
}

function follow(core: Around): (unseen: number) => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  let n = 0;
  function draw() {
    // The launcher is not on the page while the panel is open.
    const root = document.querySelector("yousaid-widget")?.shadowRoot;
    const launch = root?.querySelector<HTMLElement>(".launch");
    if (!root || !launch?.firstChild) return;
    if (!root.adoptedStyleSheets.includes(sheet)) {
      root.adoptedStyleSheets.push(sheet);
      // It is written again in another language, and when the panel could not be loaded.
      new MutationObserver(draw).observe(launch.firstChild, { childList: true });
    }
    const label = core.short().launcher;
    const said = words(core.locale(), n);
    launch.classList.toggle("news", n > 0);
    launch.ariaLabel = n > 0 && launch.textContent === label ? `${label}, ${said}` : null;
  }
  const { scan } = core;
  core.scan = () => {
    scan();
    draw();
  };
  return (unseen) => {
    n = unseen;
    draw();
  };
}

/** Shows what was heard last, and asks the server unless that was within the last hour. */
export async function ask(core: Around): Promise<void> {
  const memory = shared<Memory>(`yousaid:${core.key}`, {});
  const { token, until } = memory.get();
  if (!token || !wanted(core)) return;
  mark(core, memory.get().news?.unseen ?? 0);
  if (until && Date.parse(until) < Date.now()) return;
  let before: Memory["news"];
  let due = false;
  // Before the call: of several tabs only one asks, and a server in trouble is left alone.
  await memory.edit((held) => {
    before = held.news;
    const at = Date.now();
    due = held.token === token && Math.abs(at - (before?.at ?? 0)) >= HOLDS_MS;
    return due ? { ...held, news: { unseen: 0, ...before, at } } : held;
  });
  if (!due) return;
  try {
    const answer = await fetch(`${core.base}/v1/p/${encodeURIComponent(core.key)}/news/unseen`, {
      headers: { authorization: `Bearer ${token}`, ...(before?.tag && { "if-none-match": before.tag }) },
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) return;
    const { unseen } = (await answer.json()) as { unseen: number };
    const tag = answer.headers.get("etag");
    // Another person may act by now.
    const same = (held: Memory) => held.token === token;
    await memory.edit((held) =>
      same(held) ? { ...held, news: { at: Date.now(), unseen, ...(tag && { tag }) } } : held,
    );
    if (same(core.memory())) mark(core, unseen);
  } catch {
    // The next page asks again, after its hour.
  }
}
