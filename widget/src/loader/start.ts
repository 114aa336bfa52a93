// Builds what the page shows before anyone clicks, and the Core that the chunks are started with.
// Does not call the API or store anything: the panel does, after the visitor acted.
import type { Aide, Core, Panel, Place, Recorder, Tab, Thing } from "../base/core";
import { forget, recall } from "../base/memory";
import { type Short, short } from "../locales/short";
import { make, shade } from "./draw";
import { inline } from "./inline";

/** Settings by the tag's attributes or by `init`. */
export type Settings = {
  project?: string;
  screen?: string | null;
  object?: string | Thing | null;
  launcher?: string;
  news?: string;
  locale?: string;
  theme?: string;
  build?: string;
  accent?: string;
};

/** The recorder's chunk once it follows the page. */
type Followed = { start(): Recorder; ready(): Promise<void> };

/** A listener of the host. */
export type Listener = (detail?: unknown) => void;

/** The listeners of the host, by event. */
export type Listeners = Record<string, Set<Listener>>;

/** Starts everything for one project; settings by call win over the tag's, which are read each time. */
export function start(key: string, base: string, tag: DOMStringMap, set: Settings, listeners: Listeners) {
  // Retries that wait for the network: for each element the last click, unless another one succeeds first.
  const waiting = new Map<unknown, () => unknown>();
  const movers = new Set<() => void>();
  const name = `yousaid:${key}`;
  const tries: Record<string, string> = {};
  const root = document.documentElement;
  let aide: Aide | undefined;
  let recorder: Recorder | undefined;
  let panel: Panel | undefined;
  let shown = true;
  let opened = false;
  let recording = false;
  let gone = false;
  // The identity token of the host; of `identify` and `logout` the last call wins, even while the panel is loading.
  let signed = "";
  // Counts calls: of `open` and `close` the last one wins, even while the panel is loading.
  let wish = 0;
  let due: ReturnType<typeof setTimeout> | undefined;

  const setting = (name: string) =>
    (set[name as "screen"] === undefined ? tag[name] : set[name as "screen"]) ?? "";
  async function chunk(file: string) {
    const again = tries[file] ?? "";
    const loaded = await import(`${base}/widget/${file}.js${again}`).catch((error) => {
      // Browsers remember that an address failed: the next attempt needs another one.
      tries[file] = `${again || "?"}1`;
      throw error;
    });
    // Nothing is started once the widget is destroyed.
    return gone ? Promise.reject() : loaded;
  }
  /** Runs `make` once; after a failure it runs again at the next call, since the visitor may have been offline. */
  function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => {
      made ??= make().catch((error) => {
        made = undefined;
        throw error;
      });
      return made;
    };
  }
  const locale = () => {
    const wanted = setting("locale") || root.lang || navigator.language;
    return [wanted, wanted.slice(0, 2)].find((name) => Object.hasOwn(short, name)) ?? "en";
  };
  const words = () => short[locale()] as Short;
  const where = () =>
    JSON.stringify([
      location.pathname,
      // Other hashes are places within the page.
      /^#!?(\/[^?]*)/.exec(location.hash)?.[1],
      setting("screen"),
      setting("object"),
    ]);
  let at = where();

  const core: Core = {
    key,
    base,
    setting,
    locale,
    dress(el, under) {
      const theme = setting("theme");
      const { color, direction } = getComputedStyle(under);
      el.style.colorScheme = /^(light|dark)$/.test(theme)
        ? theme
        : // Before the recorder's chunk is loaded, the host's text colour indicates what is readable there.
          (aide?.behind(el, under) ?? (/([12]\d\d\b.*){3}/.test(color) ? "dark" : "light"));
      el.dir = direction;
      el.lang = locale();
      const accent = setting("accent") || core.accent || "";
      el.style.setProperty("--accent-from", CSS.supports("color", accent) ? accent : "");
    },
    short: words,
    emit(event, detail) {
      // Another element of the same place shows the answer too.
      if (event === "answered") slots.dress();
      for (const listener of gone ? [] : (listeners[event] ?? [])) {
        try {
          listener(detail);
        } catch (error) {
          // An error in the host's listener is reported as the host's, and the widget continues.
          reportError(error);
        }
      }
    },
    moves(moved) {
      movers.add(moved);
      return () => movers.delete(moved);
    },
    where,
    moved() {
      const now = where();
      // Anchors and queries are not another screen: what is being written there stays.
      if (at !== now) slots.again(true);
      at = now;
      for (const mover of movers) mover();
    },
    scan() {
      if (gone || !document.body) return;
      slots.scan();
      const home = aide?.home() ?? root;
      if (shown && !opened && setting("launcher") !== "none" && host.parentNode !== home) {
        home.append(host);
        // Above everything there.
        box.showPopover?.();
        core.dress(box, document.body);
      }
      panel?.stay();
    },
    retheme() {
      core.dress(box, document.body);
      slots.dress();
      panel?.refresh();
    },
    early: [],
    aide: () => aide,
    memory: () => recall(name),
    chunk,
    recorder: () => recorder,
    record() {
      recording = true;
      return assist().then((loaded) => {
        // A visitor who withdraws consent while the file is loading is not recorded.
        if (recording) recorder ??= loaded.start();
        return recorder as Recorder;
      });
    },
    open,
    load: () => load(),
    closed() {
      opened = false;
      core.scan();
      core.emit("close");
    },
  };

  const assist = once<Followed>(() =>
    chunk(CHUNKS.recorder).then((loaded) => {
      aide = loaded.aid(core) as Aide;
      // The host's style sheets may have loaded since the first drawing, and remembered answers can be shown now.
      core.retheme();
      core.scan();
      return loaded;
    }),
  );
  const load = once<Panel>(() =>
    Promise.all([
      chunk(CHUNKS.panel),
      chunk(CHUNKS[locale()]),
      Promise.resolve(recording && core.record())
        .catch(() => {})
        .then(assist)
        .then((followed) => followed.ready()),
    ])
      .then(([loaded, spoken]) => {
        panel = loaded.start(core, spoken.words) as Panel;
        // The label may still say that loading failed.
        waiting.delete(label);
        label.textContent = words().launcher;
        return panel;
      })
      .catch((error) => {
        core.emit("error", error);
        throw error;
      }),
  );

  function open(tab?: Tab, at?: Place | Element | null, opener: Element | null = launch): Promise<void> {
    const mine = ++wish;
    return load()
      .then((ready) => mine === wish && ready.open(tab, at, opener))
      .then(
        (is) => {
          if (!is) return;
          opened = true;
          host.remove();
          core.emit("open", { tab });
        },
        () => {
          if (mine !== wish) return;
          label.textContent = words().failed;
          waiting.set(label, () => open(tab, at, opener));
        },
      );
  }

  function identify(token: string): Promise<unknown> {
    signed = token;
    const done = load().then((ready) => (signed === token ? ready.identify(token) : undefined));
    // The host need not handle a failure: without the network it is retried later.
    done.catch(() => {});
    return done;
  }

  const label = make("span");
  const launch = make("button", "launch", label);
  // A click on it is handled like a click on a trigger of the host.
  launch.dataset.yousaidOpen = "requests";
  launch.ariaHasPopup = "dialog";
  launch.onpointerenter = launch.onfocus = () => void load().catch(() => {});
  // A landmark of its own, so that nothing of ours is outside the page's landmarks.
  const box = make("div", `y launcher ${setting("launcher")}`, launch);
  box.role = "region";
  box.popover = "manual";
  const host = make("yousaid-widget");
  shade(host, box);
  const slots = inline(core, load, waiting);
  const grown = new MutationObserver(() => {
    // Not postponed by further changes, so that a page that changes all the time is scanned too.
    due ??= setTimeout(() => {
      due = undefined;
      core.scan();
    }, 100);
  });

  return {
    core,
    launch,
    open,
    assist,
    /** Retries what waits for the network. */
    retry() {
      if (signed) identify(signed);
      for (const again of waiting.values()) again();
      waiting.clear();
    },
    /** Looks for the host's elements now and whenever the page changes. */
    watch() {
      // The last one opens and closes dialogs of the host.
      const attributeFilter = ["data-yousaid-helpful", "data-yousaid-requests", "open"];
      grown.observe(document, { childList: true, subtree: true, attributeFilter });
      core.scan();
    },
    /** Shows all texts in the current language. */
    speak() {
      label.textContent = box.ariaLabel = words().launcher;
      slots.again(false);
      if (panel) {
        chunk(CHUNKS[locale()]).then(
          (spoken) => panel?.refresh(spoken.words),
          (error) => core.emit("error", error),
        );
      }
    },
    show(on: boolean) {
      shown = on;
      host.remove();
      core.scan();
    },
    close() {
      wish++;
      panel?.close();
    },
    identify,
    logout() {
      signed = "";
      if (panel) panel.logout();
      else forget(name);
    },
    /** Stops the recorder and forgets its steps. */
    hush() {
      recording = false;
      recorder?.stop();
      recorder = undefined;
    },
    /** Removes everything of ours from the page. */
    destroy() {
      // First: files may still be loading, and must do nothing when they arrive.
      gone = true;
      grown.disconnect();
      clearTimeout(due);
      aide?.stop();
      recorder?.stop();
      panel?.destroy();
      slots.stop();
      host.remove();
    },
  };
}
