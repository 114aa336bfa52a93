// Says at once what was acted on; what takes a search of the page, or much code, follows when the page is idle.
// Refuses to search the page while something happens on it.
import type { Core } from "../base/core";
import type { Target } from "../base/step";
import type { Details } from "./details/details";
import { masked } from "./fields";
import type { Lent } from "./lent";
import { label, name, text } from "./names";

/** What is lent on this page. */
export const lent: Lent = { masked, label, text, way, waiting: [] };

let load: Core["chunk"];
let coming: Promise<Details> | undefined;

/** Takes from the loader how chunks are loaded. */
export function through(core: Pick<Core, "chunk">): void {
  load = core.chunk;
}

/** The chunk with the details; asked for again after a failure. */
export function details(): Promise<Details> {
  coming ??= load<typeof import("./details/details")>(CHUNKS.details).then(
    (loaded) => loaded.details(lent),
    (error) => {
      coming = undefined;
      throw error;
    },
  );
  return coming;
}

/** The way to an element as it stands now, from its root: it may be gone when selectors are looked for. */
export function way(el: Element): string[] {
  const parts: string[] = [];
  for (let at: Element | null = el; at; at = at.parentElement) {
    let n = 1;
    for (let peer = at.previousElementSibling; peer; peer = peer.previousElementSibling) {
      if (peer.localName === at.localName) n++;
    }
    parts.unshift(`${CSS.escape(at.localName)}:nth-of-type(${n})`);
  }
  return parts;
}

/** Runs when the page is idle; on one that never is, after a second. */
export function idle(run: () => void) {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run);
}

/** What may be told of an element; role and selectors follow, and `told` is called then. */
export function aim(el: Element, told: () => void): Target {
  const target: Target = { name: name(el), tag: el.localName };
  const root = el.getRootNode() as Document | ShadowRoot;
  const path = way(el);
  idle(() =>
    load<typeof import("./selectors")>(CHUNKS.selectors).then(
      ({ found }) => {
        Object.assign(target, found(el, root, path, lent));
        told();
      },
      () => {
        // Steps are worth something without them.
      },
    ),
  );
  return target;
}
