// The one script that hosts load: handles their calls and clicks, and starts the widget.
// Creates no global other than `yousaid`, and runs only once even if the tag is included twice.
import type { Tab } from "../base/core";
import { type Listener, type Listeners, type Settings, start } from "./start";

type Api = {
  (name: string, ...args: unknown[]): unknown;
  q?: Iterable<[string, ...unknown[]]>;
  live?: boolean;
};

const page = window as unknown as { yousaid?: Api };
const script = document.currentScript as HTMLScriptElement | null;

function boot() {
  const set: Settings = {};
  const listeners: Listeners = Object.create(null);
  const stop = new AbortController();
  const privacy = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  // A visitor who asks not to be tracked is not recorded until they agree.
  let allowed = !privacy.globalPrivacyControl && privacy.doNotTrack !== "1";
  let widget: ReturnType<typeof start> | undefined;
  let ready = false;
  let gone = false;
  const early = new MutationObserver(begin);

  function listen(name: string, handler: (event: Event) => void) {
    // Capture: a host that stops its own events does not stop ours.
    addEventListener(name, handler, { capture: true, signal: stop.signal });
  }

  // The recorder loads when the page is idle: errors before that are queued for it.
  const failed = (event: Event) => {
    const core = widget?.core;
    if (allowed && core && !core.recorder() && core.early.length < 9) core.early.push(event);
  };
  listen("error", failed);
  listen("unhandledrejection", failed);

  function init(settings?: Settings) {
    Object.assign(set, settings);
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
    core.retheme();
    speak();
    watch();
    listen("hashchange", onHash);
    listen("online", retry);
    for (const name of "click pointerdown mousedown touchstart touchend keydown keyup focusin".split(" "))
      listen(name, onAct);
    onHash();
    if (document.readyState === "complete") idle();
    else listen("load", idle);
    core.emit("ready");
  }

  function onHash() {
    if (location.hash === "#yousaid") widget?.open();
  }

  function idle() {
    (window.requestIdleCallback ?? setTimeout)(() => {
      if (!widget) return;
      (allowed ? widget.core.record() : widget.assist()).catch(() => {});
    });
  }

  function onAct(event: Event) {
    const el = (event.composedPath() as HTMLElement[]).find((at) => at.dataset?.yousaidOpen !== undefined);
    if (!el) return;
    // Focus traps, outside-click handlers and shortcuts of the host do not see the launcher's events.
    if (el === widget?.launch) event.stopImmediatePropagation();
    if (event.type !== "click") return;
    event.preventDefault();
    widget?.open(el.dataset.yousaidOpen as Tab, el, el);
  }

  // Without a prototype: a polluted one must not add calls.
  const calls: Record<string, (...args: never[]) => unknown> = {
    __proto__: null as never,
    init,
    identify: (token: string) => widget?.identify(token),
    logout: () => widget?.logout(),
    context(next: Settings) {
      Object.assign(set, next);
      widget?.core.moved();
    },
    open: (tab?: Tab) => widget?.open(tab),
    close: () => widget?.close(),
    show: () => widget?.show(true),
    hide: () => widget?.show(false),
    on(event: string, listener: Listener) {
      listeners[event] ??= new Set();
      listeners[event].add(listener);
      // A listener that is added late is still called.
      if (ready && event === "ready") listener();
    },
    off: (event: string, listener: Listener) => listeners[event]?.delete(listener),
    setLocale(locale: string) {
      set.locale = locale;
      widget?.speak();
    },
    setTheme(theme: string) {
      set.theme = theme;
      widget?.core.retheme();
    },
    consent(choice?: { steps?: boolean }) {
      allowed = choice?.steps === true;
      return allowed ? widget?.core.record().then(() => {}) : widget?.hush();
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

  // An element with id="yousaid" would also appear as `window.yousaid`.
  const queue = typeof page.yousaid === "function" ? (page.yousaid.q ?? []) : [];
  const api: Api = (name, ...args) => calls[name]?.(...(args as never[]));
  api.live = true;
  page.yousaid = api;
  const run = (which: boolean) => {
    for (const [name, ...args] of queue) if ((name === "init") === which) api(name, ...args);
  };
  // The host's `init` runs first, even if other calls were queued before it.
  run(true);
  init();
  run(false);
}

if (!page.yousaid?.live) boot();
