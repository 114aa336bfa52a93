// Every address of the dashboard, and the guard for addresses that come from outside.
// Never leads to another site, whatever `next=` contains.

const project = (id: string) => `/app/p/${encodeURIComponent(id)}`;
const tail = (id?: string | null) => (id ? `/${encodeURIComponent(id)}` : "");

/** The tabs of the settings, in order. */
export const tabs = [
  "install",
  "origins",
  "identity",
  "segments",
  "keys",
  "members",
  "decisions",
  "board",
  "comments",
  "bin",
  "project",
] as const;
/** One tab of the settings. */
export type Tab = (typeof tabs)[number];

/** Addresses by page; `search` is a query string with its question mark, or empty. */
export const paths = {
  home: "/app/",
  login: (next?: string) =>
    next && next !== "/app/" ? `/app/login?next=${encodeURIComponent(next)}` : "/app/login",
  start: "/app/new",
  overview: (p: string, _?: null, search = "") => `${project(p)}/overview${search}`,
  account: "/app/account",
  goal: (p: string) => `${project(p)}/goal`,
  triage: (p: string, request?: string | null, search = "") =>
    `${project(p)}/triage${tail(request)}${search}`,
  ranking: (p: string, search = "") => `${project(p)}/ranking${search}`,
  roadmap: (p: string, _?: null, search = "") => `${project(p)}/roadmap${search}`,
  comments: (p: string, _?: null, search = "") => `${project(p)}/comments${search}`,
  reports: (p: string, report?: string | null, search = "") =>
    `${project(p)}/reports${tail(report)}${search}`,
  changelog: (p: string, note?: string | null, search = "") =>
    `${project(p)}/changelog${tail(note)}${search}`,
  proposals: (p: string, proposal?: string | null, search = "") =>
    `${project(p)}/proposals${tail(proposal)}${search}`,
  screens: (p: string, screen?: string | null, search = "") =>
    `${project(p)}/screens${tail(screen)}${search}`,
  visitors: (p: string, visitor?: string | null, search = "") =>
    `${project(p)}/visitors${tail(visitor)}${search}`,
  settings: (p: string, tab: Tab = "install", part = "") =>
    `${project(p)}/settings/${tab}${part && `#${part}`}`,
};

/** The pages of a project that are lists. */
const lists = [
  "triage",
  "roadmap",
  "comments",
  "reports",
  "changelog",
  "proposals",
  "screens",
  "visitors",
] as const;

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/** Whether every part of an address can be decoded; otherwise there is no such page. */
export function sound(path: string): boolean {
  return path.split("/").every((part) => decoded(part) !== null);
}

/** The list page that an address belongs to, or null. */
export function listOf(path: string): { project: string; list: (typeof lists)[number]; href: string } | null {
  const [, app, p, id, place] = path.split("/").map(decoded);
  const list = lists.find((list) => list === place);
  return app === "app" && p === "p" && id && list ? { project: id, list, href: paths[list](id) } : null;
}

/** A `next=` that stays on this dashboard, or the home page. */
export function safeNext(next: string | null | undefined, origin: string): string {
  if (!next?.startsWith("/app/") || hasControl(next)) return paths.home;
  try {
    const url = new URL(next, origin);
    // Parsed again, because browsers read "\" as "/" and fold ".." away.
    const own =
      url.origin === origin && url.pathname.startsWith("/app/") && !url.pathname.startsWith("/app/login");
    return own ? url.pathname + url.search : paths.home;
  } catch {
    return paths.home;
  }
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char <= " " || char === "\\" || char === "\u007f");
}

// Only these machines themselves, or a network of their own, answer there: they rarely have certificates.
const nearby =
  /^(localhost|[\w.-]+\.localhost|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1\]|\[f[cd][^\]]*\])([:/?#]|$)/i;

/** A typed address with its scheme: http for this machine and private addresses, https for all others. */
const withScheme = (address: string): string =>
  address.includes("://") ? address : `${nearby.test(address) ? "http" : "https"}://${address}`;

/** The origin of a web address, in the form that the allowed domains are stored in, or null. */
export function originOf(address: string): string | null {
  try {
    const url = new URL(withScheme(address));
    return url.protocol === "https:" || url.protocol === "http:" ? url.origin : null;
  } catch {
    return null;
  }
}

/** The address that opens a host page with the widget already open, or null where it is no web address. */
export function tryAddress(address: string): string | null {
  const origin = originOf(address.trim());
  if (!origin) return null;
  const url = new URL(withScheme(address.trim()));
  url.hash = "yousaid";
  return url.href;
}
