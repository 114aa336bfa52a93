// Follows the host's page once it has settled: where the visitor is and how it looks.
// Refuses to draw: it tells the loader what changed.
import type { Core, Place, Thing } from "../base/core";
import { listen } from "./listen";
import { looks } from "./look";
import { moves } from "./moves";

/** "type:id" as an object; the id may contain colons. */
export function thing(given: string | Thing | null | undefined): Thing | undefined {
  if (typeof given !== "string") return given ?? undefined;
  const [, type, id] = /^([^:]+):(.+)/s.exec(given) ?? [];
  return type && id ? { type, id } : undefined;
}

/** The path of an address as it stands there; an address like `/app/#/orders/7` is a hash router's. */
export function routed(url: { pathname: string; hash: string }): string {
  const [, inner] = /^#!?(\/.*)/.exec(url.hash) ?? [];
  return inner ? url.pathname.replace(/[^/]*\.html?$/, "") + inner : url.pathname;
}

/** The name under which the answer for a place is remembered. */
export function named({ route, object }: Pick<Place, "route" | "object">): string {
  return route + (object ? ` ${object.type}:${object.id}` : "");
}

/** Where an element of the page belongs, as it stands there; the element's own object wins over the page's. */
export function place(core: Core, near?: Element | null): Place {
  const screen = core.setting("screen");
  const own = near?.closest<HTMLElement>("[data-yousaid-object]")?.dataset.yousaidObject;
  const object = thing(own ?? (core.setting("object") as string | Thing));
  const route = screen ? screen.replace(/^\/?/, "/") : routed(location);
  return { route, title: document.title, ...(object && { object }) };
}

/** Follows the page until the returned function is called. */
export function follow(core: Core): () => void {
  let at = location.href;
  const look = () => {
    // All sources also tell of changes that leave the address alone.
    if (at === location.href) return;
    const [before] = at.split("#");
    at = location.href;
    core.moved();
    // A router's visit to another page changes the hash without an event for it.
    if (location.hash === "#yousaid" && before !== at.split("#")[0]) core.open();
  };
  const undo = [looks(core.redress), listen("popstate hashchange", look), moves(look)];
  // The host may have gone on before anybody followed.
  core.moved();
  return () => {
    for (const put of undo) put();
  };
}
