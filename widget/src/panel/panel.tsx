// The panel's entry: the dialog in the top layer, and the parts that stand in the host's page.
// Refuses to be in the way: no host key, focus or layout is touched while it is closed.

import { lent } from "yousaid:lent";
import { type ComponentChildren, type ComponentType, render } from "preact";
import type { Panel, Slot, Tab } from "../core";
import type { Words } from "../locales/en";
import { App, TABS } from "./app";
import { Helpful } from "./helpful";
import { List } from "./list";
import { css } from "./panel.css";
import { Around } from "./parts";
import { Requests } from "./requests";
import { session as begin, lend } from "./session";
import { tint } from "./tint";

/** What is loaded after the panel, and filled with what the panel is made of: so each is one file. */
type Later = {
  report: typeof import("./report");
  suggest: typeof import("./suggest");
  yours: typeof import("./yours");
};

/** Where the panel becomes a sheet that covers the page. */
const NARROW = "(max-width: 480px)";

const KEYS = ["keydown", "keypress", "keyup"];
const quiet = (event: Event) => event.stopPropagation();

/** Starts everything that the panel chunk does. */
export function start(given: Parameters<typeof lend>[0], words: Words): Panel {
  const core = lend(given);
  const session = begin(core, words);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const host = document.createElement("yousaid-panel");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const dialog = document.createElement("dialog");
  dialog.className = "y dialog";
  dialog.setAttribute("aria-labelledby", "name");
  root.append(dialog);
  const boxes = new Map<HTMLElement, Element>([[dialog, document.body]]);
  let tab: Tab = "requests";
  let opener: Element | null = null;
  let open = false;
  let gone = false;
  let drawn: ComponentChildren = null;
  const later: { [name in keyof Later]?: Promise<Later[name]> } = {};
  /** What a tab is made of comes when it is wanted: who only votes does not wait for it. */
  function part<N extends keyof Later>(name: N): Promise<Later[N]> {
    later[name] ??= core.chunk<{ fill(lent: unknown[]): Later[N] }>(name).then(
      ({ fill }) => fill(lent[name]),
      (error) => {
        delete later[name];
        throw error;
      },
    ) as (typeof later)[N];
    return later[name] as Promise<Later[N]>;
  }

  const around = (inside: ComponentChildren) => <Around.Provider value={session}>{inside}</Around.Provider>;
  function dress() {
    for (const [box, behind] of boxes) {
      core.dress(box, behind);
      tint(box, session.config?.accent);
    }
  }
  function draw() {
    if (!open) return;
    render(
      around(
        <App tab={tab} turn={turn} close={close}>
          {drawn}
        </App>,
      ),
      dialog,
    );
  }
  /** Loads what a tab is made of. */
  async function choose(next: Tab) {
    // Each of the later files has one component.
    const [Part] = next === "requests" ? [Requests] : (Object.values(await part(next)) as ComponentType[]);
    if (Part) drawn = <Part />;
    tab = next;
  }
  function turn(next: Tab) {
    return choose(next).then(draw, () => session.announce(session.say("failed")));
  }
  function close() {
    if (!open) return;
    open = false;
    // Only where the focus is ours to give back: the visitor may be elsewhere on the page by now.
    const ours = document.activeElement === host || document.activeElement === document.body;
    if (dialog.open) dialog.close();
    else if (dialog.matches(":popover-open")) dialog.hidePopover();
    render(null, dialog);
    core.closed();
    if (ours && opener instanceof HTMLElement && opener.isConnected) opener.focus();
  }
  function show() {
    // Anything modal of the host makes the rest inert: then only a modal of our own can be used.
    const modal = matchMedia(NARROW).matches || document.querySelector("dialog:modal") !== null;
    if (!host.isConnected) document.body.append(host);
    if (modal) {
      dialog.removeAttribute("popover");
      dialog.showModal();
    } else {
      dialog.setAttribute("popover", "manual");
      dialog.showPopover();
    }
  }
  function focus() {
    const wanted = matchMedia("(pointer: coarse)").matches
      ? null
      : dialog.querySelector<HTMLElement>("[data-focus]");
    (wanted ?? dialog.querySelector<HTMLElement>("[aria-selected=true]"))?.focus();
  }

  root.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key !== "Escape" || (event as KeyboardEvent).isComposing) return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog || !dialog.open) return;
    const { top, left, right, bottom } = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (!inside) close();
  });
  // What is typed here must not reach the host's shortcuts.
  for (const name of ["keydown", "keypress", "keyup"])
    host.addEventListener(name, (event) => event.stopPropagation());

  const flush = () => void session.outbox.flush();
  addEventListener("online", flush);
  addEventListener("pageshow", flush);
  addEventListener("pagehide", session.hide);
  addEventListener("storage", session.heard);
  const unwatch = session.watch(dress);
  const stay = core.moves(() => {
    session.place = core.aide().place();
    // What is being written belongs to the screen where it was begun.
    if (!session.draft.title && !session.draft.body) session.draft.place = session.place;
    session.changed();
  });
  flush();

  function fill({ box, root: into, el }: Slot, inside: ComponentChildren): () => void {
    const held = into.activeElement !== null;
    into.adoptedStyleSheets = [sheet];
    // The group is drawn again inside, by its own parts.
    for (const name of ["role", "aria-label"]) box.removeAttribute(name);
    box.className = "y inline";
    box.replaceChildren();
    boxes.set(box, el);
    dress();
    render(around(inside), box);
    if (held) box.querySelector<HTMLElement>("[data-first]")?.focus();
    for (const name of KEYS) box.addEventListener(name, quiet);
    return () => {
      boxes.delete(box);
      render(null, box);
    };
  }

  return {
    async open(next, place, from) {
      await choose(TABS.find(([name]) => name === next)?.[0] ?? "requests");
      if (gone) return;
      session.place = place;
      if (!session.draft.title && !session.draft.body) session.draft.place = place;
      session.settings();
      const fresh = !open;
      if (fresh) {
        opener = from;
        open = true;
        dress();
      }
      draw();
      if (fresh || !host.isConnected) show();
      focus();
      // They are wanted next, if anything: they come while the visitor reads.
      for (const name of ["report", "suggest", "yours"] as const) part(name).catch(() => {});
    },
    close,
    helpful: (slot, place, first) =>
      fill(slot, <Helpful key={place.route} place={place} first={first} inline />),
    list: (slot, place) => fill(slot, <List key={place.route} place={place} inline />),
    stay() {
      // Routers keep copies of old pages, and ours in them are empty.
      for (const old of document.querySelectorAll("yousaid-widget,yousaid-panel"))
        if (!old.shadowRoot) old.remove();
      if (!open || host.isConnected) return;
      // Where the host has put the focus since, it stays.
      const lost = document.activeElement === document.body;
      show();
      if (lost) focus();
    },
    identify: session.who.identify,
    logout: session.who.leave,
    flush,
    refresh(next) {
      if (next) session.speak(next as Words);
      dress();
      draw();
    },
    destroy() {
      gone = true;
      close();
      removeEventListener("online", flush);
      removeEventListener("pageshow", flush);
      removeEventListener("pagehide", session.hide);
      removeEventListener("storage", session.heard);
      unwatch();
      stay();
      session.outbox.stop();
      host.remove();
    },
  };
}
