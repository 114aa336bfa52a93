// Describes an element immediately; what needs a search of the page, or much code, follows when the page is idle.
// Does not search the page while it is busy.
import type { Core } from "../base/core";
import type { Target } from "../base/step";
import type { Details } from "./details/details";
import { masked } from "./fields";
import type { Helpers } from "./helpers";
import { label, name, text } from "./names";

/** The helpers of this page. */
export const helpers: Helpers = { masked, label, text, way, waiting: [] };

let load: Core["chunk"];
let coming: Promise<Details> | undefined;

/** Sets the function that loads chunks. */
export function through(core: Pick<Core, "chunk">): void {
  load = core.chunk;
}

/** The chunk with the details; requested again after a failure. */
export function details(): Promise<Details> {
  coming ??= load<typeof import("./details/details")>(CHUNKS.details).then(
    (loaded) => loaded.details(helpers),
    (error) => {
      coming = undefined;
      throw error;
    },
  );
  return coming;
}

/** The current path to an element from its root: it may have been removed when selectors are computed. */
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

/** Runs a function when the page is idle, or after a second if it never is. */
export function idle(run: () => void) {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run);
}

/** What may be recorded of an element; role and selectors follow later, and `completed` is called then. */
export function aim(el: Element, completed: () => void): Target {
  const target: Target = { name: name(el), tag: el.localName };
  const root = el.getRootNode() as Document | ShadowRoot;
  const path = way(el);
  idle(() =>
    load<typeof import("./selectors")>(CHUNKS.selectors).then(
      ({ targetOf }) => {
        Object.assign(target, targetOf(el, root, path, helpers));
        completed();
      },
      () => {
        // Steps are useful without them.
      },
    ),
  );
  return target;
}
