// Follows the host's page once it is idle: where the visitor is and how the page looks.
// Does not draw: it notifies the loader of changes.
import type { Core, Place, Thing } from "../base/core";
import { listen } from "./listen";
import { looks } from "./look";
import { moves } from "./moves";

/** "type:id" as an object; the id may contain colons. */
export function thing(value: string | Thing | null | undefined): Thing | undefined {
  if (typeof value !== "string") return value ?? undefined;
  const [, type, id] = /^([^:]+):(.+)/s.exec(value) ?? [];
  return type && id ? { type, id } : undefined;
}

/** The unmasked path of an address; an address like `/app/#/orders/7` belongs to a hash router. */
export function routed(url: { pathname: string; hash: string }): string {
  const [, inner] = /^#!?(\/.*)/.exec(url.hash) ?? [];
  return inner ? url.pathname.replace(/[^/]*\.html?$/, "") + inner : url.pathname;
}

/** The name under which the answer for a place is remembered. */
export function named({ route, object }: Pick<Place, "route" | "object">): string {
  return route + (object ? ` ${object.type}:${object.id}` : "");
}

/** Where an element of the page belongs, unmasked; the element's own object wins over the page's. */
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
    // All sources also report changes that do not affect the address.
    if (at === location.href) return;
    const [before] = at.split("#");
    at = location.href;
    core.moved();
    // Navigation by a router changes the hash without a `hashchange` event.
    if (location.hash === "#yousaid" && before !== at.split("#")[0]) core.open();
  };
  const undo = [looks(core.retheme), listen("popstate hashchange", look), moves(look)];
  // The host may have navigated before this started.
  core.moved();
  return () => {
    for (const run of undo) run();
  };
}
