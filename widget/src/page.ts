// Follows the host's page once it has settled: where the visitor is and how it looks.
// Refuses to draw: it tells the loader what changed.
import type { Core, Place, Thing } from "./core";
import { looks } from "./look";
import { moves } from "./recorder/moves";
import { routed } from "./screens";

/** "type:id" as an object; the id may contain colons. */
export function thing(given: string | Thing | null | undefined): Thing | undefined {
  if (typeof given !== "string") return given ?? undefined;
  const [, type, id] = /^([^:]+):(.+)/s.exec(given) ?? [];
  return type && id ? { type, id } : undefined;
}

/** Where an element of the page belongs; the element's own object wins over the page's. */
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
  const unlook = looks(core.redress);
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("currententrychange", look);
  addEventListener("popstate", look);
  addEventListener("hashchange", look);
  const unwrap = moves(look);
  // The host may have gone on before anybody followed.
  core.moved();
  return () => {
    unlook();
    navigation?.removeEventListener("currententrychange", look);
    removeEventListener("popstate", look);
    removeEventListener("hashchange", look);
    unwrap();
  };
}
