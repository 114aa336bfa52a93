// The one script that hosts load: takes their calls and their clicks, and starts the widget once.
// Refuses to leave another global than `yousaid`, and to do anything twice when the tag stands twice.
import type { Tab } from "../base/core";
import { type Given, type Listener, type Listeners, start } from "./start";

type Api = {
  (name: string, ...given: unknown[]): unknown;
  q?: Iterable<[string, ...unknown[]]>;
  live?: boolean;
};

const page = window as unknown as { yousaid?: Api };
const script = document.currentScript as HTMLScriptElement | null;

function boot() {
  const set: Given = {};
  const listeners: Listeners = Object.create(null);
  const stop = new AbortController();
  const signal = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  // A visitor who asks not to be tracked is not recorded until they agree.
  let allowed = !signal.globalPrivacyControl && signal.doNotTrack !== "1";
  let widget: ReturnType<typeof start> | undefined;
  let ready = false;
  let gone = false;
  const early = new MutationObserver(begin);

  function listen(name: string, heard: (event: Event) => void) {
    // Capture: a host that stops its own events does not stop ours.
    addEventListener(name, heard, { capture: true, signal: stop.signal });
  }

  // The recorder comes when the page is idle: what fails before is told to it.
  const failed = (event: Event) => {
    const core = widget?.core;
    if (allowed && core && !core.recorder() && core.early.length < 9) core.early.push(event);
  };
  listen("error", failed);
  listen("unhandledrejection", failed);

  function init(given?: Given) {
    Object.assign(set, given);
    const tag = script?.dataset ?? {};
    const key = set.project ?? tag.project;
    if (widget || gone || !key) return;
    widget = start(key, new URL(script?.src || location.href).origin, tag, set, listeners);
    // A tag in the head runs before there is a body to draw in, and the rest of the page may take long.
    early.observe(document, { childList: true, subtree: true });
    begin();
  }

  function begin() {
    if (ready || !widget || !document.body) return;
    ready = true;
    early.disconnect();
    const { core, speak, watch, retry } = widget;
    core.redress();
    speak();
    watch();
    listen("hashchange", hashed);
    listen("online", retry);
    for (const name of "click pointerdown mousedown touchstart touchend keydown keyup focusin".split(" "))
      listen(name, acted);
    hashed();
    if (document.readyState === "complete") idle();
    else listen("load", idle);
    core.emit("ready");
  }

  function hashed() {
    if (location.hash === "#yousaid") widget?.open();
  }

  function idle() {
    (window.requestIdleCallback ?? setTimeout)(() => {
      if (!widget) return;
      (allowed ? widget.core.record() : widget.assist()).catch(() => {});
    });
  }

  function acted(event: Event) {
    const el = (event.composedPath() as HTMLElement[]).find((at) => at.dataset?.yousaidOpen !== undefined);
    if (!el) return;
    // Focus traps, outside-click handlers and shortcuts of the host hear nothing of the launcher.
    if (el === widget?.launch) event.stopImmediatePropagation();
    if (event.type !== "click") return;
    event.preventDefault();
    widget?.open(el.dataset.yousaidOpen as Tab, el, el);
  }

  // Without a prototype: a polluted one must not add calls.
  const calls: Record<string, (...given: never[]) => unknown> = {
    __proto__: null as never,
    init,
    identify: (token: string) => widget?.identify(token),
    logout: () => widget?.logout(),
    context(next: Given) {
      Object.assign(set, next);
      widget?.core.moved();
    },
    open: (tab?: Tab) => widget?.open(tab),
    close: () => widget?.close(),
    show: () => widget?.show(true),
    hide: () => widget?.show(false),
    on(event: string, heard: Listener) {
      listeners[event] ??= new Set();
      listeners[event].add(heard);
      // A listener that is added late is still called.
      if (ready && event === "ready") heard();
    },
    off: (event: string, heard: Listener) => listeners[event]?.delete(heard),
    setLocale(locale: string) {
      set.locale = locale;
      widget?.speak();
    },
    setTheme(theme: string) {
      set.theme = theme;
      widget?.core.redress();
    },
    consent(given?: { steps?: boolean }) {
      allowed = given?.steps === true;
      if (!allowed) widget?.hush();
      else return widget?.core.record().then(() => {});
    },
    destroy() {
      gone = true;
      early.disconnect();
      stop.abort();
      widget?.destroy();
      widget = undefined;
      delete page.yousaid;
    },
  };

  // An element with this id would stand under the same name.
  const queue = typeof page.yousaid === "function" ? (page.yousaid.q ?? []) : [];
  const api: Api = (name, ...given) => calls[name]?.(...(given as never[]));
  api.live = true;
  page.yousaid = api;
  const run = (which: boolean) => {
    for (const [name, ...given] of queue) if ((name === "init") === which) api(name, ...given);
  };
  // The host's `init` comes first, whatever else it queued before.
  run(true);
  init();
  run(false);
}

if (!page.yousaid?.live) boot();
