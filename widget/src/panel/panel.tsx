// The panel's entry: the dialog in the top layer, and the parts inside the host's page.
// While it is closed, it does not affect the host's keys, focus or layout.

import { type ComponentChildren, type ComponentType, render } from "preact";
import type { Panel, Slot, Tab } from "../base/core";
import type { FirstWords } from "../locales/en";
import { App, TABS } from "./app";
import { tabs } from "./chunks";
import { guard } from "./guard";
import { css } from "./panel.css";
import { Helpful } from "./parts/helpful";
import { List } from "./parts/list";
import { Around, notComposing } from "./parts/parts";
import { withMemory } from "./state/core";
import { session as begin } from "./state/session";
import { Requests } from "./tabs/requests";

/** Where the panel becomes a sheet that covers the page. */
const NARROW = "(max-width: 480px)";

/** Focus that leaves within this many milliseconds was taken by a focus trap, not moved by the visitor. */
const STEAL = 100;

const KEYS = ["keydown", "keypress", "keyup"];
// Escape and Tab belong to a dialog of the host around it.
const quiet = (event: Event) =>
  /^(Escape|Tab)$/.test((event as KeyboardEvent).key) || event.stopPropagation();

function styled(css: string) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** Starts everything that the panel chunk does. */
export function start(loaded: Parameters<typeof withMemory>[0], words: FirstWords): Panel {
  const core = withMemory(loaded);
  const session = begin(core, words);
  const sheet = styled(css);
  const host = document.createElement("yousaid-panel");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const dialog = document.createElement("dialog");
  dialog.className = "y dialog";
  dialog.setAttribute("aria-labelledby", "name");
  root.append(dialog);
  const sheets = new Set<string>();
  const boxes = new Map<HTMLElement, Element | undefined>([[dialog, undefined]]);
  let tab: Tab = "requests";
  let opener: Element | null = null;
  let open = false;
  let gone = false;
  let drawn: ComponentChildren = null;
  // Whether the key that is down belongs to an input method.
  let composed = false;
  // Counts the choices of tabs: a tab that loads slowly does not replace one that was chosen later.
  let chosen = 0;
  // Whether the tab could not be loaded.
  let lost = false;
  const later = tabs(core, session, (css) => {
    // Most of them have the same style sheet.
    if (!sheets.has(css)) root.adoptedStyleSheets.push(styled(css));
    sheets.add(css);
  });
  // What could not be loaded is not shown: nothing else depends on it.
  const hear = (name: "news" | "proposals") =>
    later.part(name).then(
      ({ listen }) => listen(session),
      () => {},
    );
  session.thread = () => later.part("thread").then(({ Thread }) => Thread);

  const around = (inside: ComponentChildren) => <Around.Provider value={session}>{inside}</Around.Provider>;
  function dress() {
    for (const [box, behind] of boxes) {
      core.dress(box, behind ?? document.body);
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
  /** Loads a tab; resolves to whether it is still wanted. */
  async function choose(next: Tab): Promise<boolean> {
    const mine = ++chosen;
    let Part: ComponentType | undefined = Requests;
    try {
      // Each of the later files has one component.
      if (next !== "requests") [Part] = Object.values(await later.part(next)) as ComponentType[];
    } catch {
      Part = Lost;
    }
    if (mine !== chosen) return false;
    if (Part) drawn = <Part />;
    lost = Part === Lost;
    tab = next;
    return true;
  }
  async function turn(next: Tab) {
    if (await choose(next)) draw();
  }
  /** Shown instead of a tab that could not be loaded. */
  const Lost = () => (
    <div class="empty" role="alert">
      <p>{session.say("failed")}</p>
      <button type="button" class="second" onClick={again}>
        {session.say("again")}
      </button>
    </div>
  );
  const again = () => turn(tab).then(focus);
  // Without popovers the panel is always modal.
  const floats = "popover" in dialog;
  const sink = () => floats && dialog.matches(":popover-open") && dialog.hidePopover();
  function close() {
    chosen++;
    if (!open) return;
    open = false;
    // Only if the focus is ours to return: the visitor may be elsewhere on the page by now.
    const ours = document.activeElement === host || document.activeElement === document.body;
    if (dialog.open) dialog.close();
    else sink();
    render(null, dialog);
    core.closed();
    if (ours && opener instanceof HTMLElement && opener.isConnected) opener.focus();
  }
  // A modal dialog of the host makes the rest inert: then only a modal dialog of our own can be used.
  function show(modal = matchMedia(NARROW).matches || document.querySelector("dialog:modal") !== null) {
    if (!host.isConnected) document.documentElement.append(host);
    sink();
    if (modal || !floats) {
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
    const el = wanted ?? dialog.querySelector<HTMLElement>("[aria-selected=true]");
    el?.focus();
    if (!root.activeElement) rise(el);
  }
  /** Makes the panel modal, so that no focus trap of the host can take the focus from it. */
  function rise(el: HTMLElement | null) {
    if (!open || dialog.matches(":modal")) return;
    show(true);
    el?.focus();
  }

  // Some traps take the focus only after a moment, and some start when the panel is already open.
  let since = 0;
  root.addEventListener("focusin", (event) => {
    since = event.timeStamp;
  });
  root.addEventListener("focusout", (event) => {
    const { relatedTarget: to, target } = event as FocusEvent;
    if (to && !root.contains(to as Node) && event.timeStamp - since < STEAL) setTimeout(rise, 0, target);
  });
  root.addEventListener("click", ({ target }) => {
    if ((target as Element).matches("input,textarea") && !root.activeElement) rise(target as HTMLElement);
  });
  root.addEventListener("keydown", (event) => {
    // A visitor who leaves with the keyboard intends to.
    since = 0;
    composed = !notComposing(event as KeyboardEvent);
    if (composed || (event as KeyboardEvent).key !== "Escape") return;
    event.preventDefault();
    close();
  });
  root.addEventListener("keyup", () => {
    composed = false;
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!composed) close();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog || !dialog.open) return;
    const { top, left, right, bottom } = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (!inside) close();
  });
  // Nothing is stolen from a visitor who clicks elsewhere.
  const unguard = guard(host, () => {
    since = 0;
  });
  const flush = () => {
    if (lost && open) turn(tab);
    session.outbox.flush();
  };
  addEventListener("online", flush);
  addEventListener("pageshow", flush);
  // Phones close a hidden page without an event.
  const unseen = () => document.hidden && session.hide();
  document.addEventListener("visibilitychange", unseen);
  addEventListener("pagehide", session.hide);
  addEventListener("storage", session.onStorage);
  const unwatch = session.watch(() => {
    const { accent, proposals } = session.config ?? {};
    if (proposals && open && !session.Asked) hear("proposals");
    if (!accent || accent === core.accent) return dress();
    // The launcher uses it too.
    core.accent = accent;
    core.retheme();
  });
  const stay = core.moves(() => {
    session.place = core.aide().place();
    // A draft belongs to the screen on which it was started.
    if (!session.draft.title && !session.draft.body) session.draft.place = session.place;
    session.changed();
  });
  flush();

  function fill({ box, root: into, el }: Slot, inside: ComponentChildren): () => void {
    const held = into.activeElement !== null;
    into.adoptedStyleSheets = [sheet];
    // The contents bring their own role and label.
    for (const name of ["role", "aria-label"]) box.removeAttribute(name);
    box.className = "y inline";
    box.replaceChildren();
    boxes.set(box, el);
    dress();
    render(around(inside), box);
    if (held) box.querySelector<HTMLElement>("[data-first]")?.focus();
    for (const name of KEYS) box.addEventListener(name, quiet);
    box.addEventListener("keydown", notComposing);
    return () => {
      boxes.delete(box);
      render(null, box);
    };
  }

  return {
    async open(next, at, from = null) {
      // The place at the time of the click: the element may be removed before the tab is loaded.
      const place = at && "route" in at ? at : core.aide().place(at);
      if (!(await choose(TABS.find(([name]) => name === next)?.[0] ?? "requests")) || gone) return false;
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
      // They are likely to be needed next: they load while the visitor reads.
      later.ahead();
      if (fresh && core.memory().token) hear("news");
      return true;
    },
    close,
    helpful(slot, where, first) {
      const place = core.aide().apiPlace(where);
      // The click counts whether or not the question can be drawn. The same answer as before keeps its reason and comment.
      const same = session.answers.of(place)?.helpful === first;
      const sent = same ? undefined : session.answers.reply(place, { helpful: first });
      return fill(slot, <Helpful key={place.route} place={place} first={first} sent={sent} inline />);
    },
    list(slot) {
      const place = core.aide().place(slot.el);
      return fill(slot, <List key={place.route} place={place} inline />);
    },
    stay() {
      // Routers restore copies of old pages, in which our elements are empty.
      for (const old of document.querySelectorAll("yousaid-widget,yousaid-panel"))
        if (!old.shadowRoot) old.remove();
      if (!open || host.isConnected) return;
      // If the host has moved the focus since, it stays there.
      const lost = document.activeElement === document.body;
      show();
      if (lost) focus();
    },
    identify: session.who.identify,
    logout: session.who.leave,
    flush,
    refresh(next) {
      if (next) {
        session.speak(next as FirstWords);
        later.speak();
      }
      dress();
      draw();
    },
    destroy() {
      gone = true;
      close();
      removeEventListener("online", flush);
      removeEventListener("pageshow", flush);
      document.removeEventListener("visibilitychange", unseen);
      removeEventListener("pagehide", session.hide);
      removeEventListener("storage", session.onStorage);
      unwatch();
      stay();
      session.outbox.stop();
      unguard();
      host.remove();
    },
  };
}
