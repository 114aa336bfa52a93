// What follows the page when it is idle: the recorder of the last 50 actions, and the screen the visitor is on.
// Refuses to send or store anything: the panel shows the steps, and the visitor sends them.
import type { Aide, Core, Place, Recorder } from "./core";
import { follow, place } from "./page";
import { acts } from "./recorder/acts";
import { faults } from "./recorder/faults";
import { steps } from "./recorder/steps";
import { bare, redact } from "./redact";
import { named } from "./screens";

/** Starts following the page; nothing is recorded by it. */
export function aid(core: Core): Aide {
  try {
    // Something the visitor sent has not arrived yet: the panel's start sends it.
    if (localStorage.getItem(`yousaid:${core.key}:outbox`)) core.load().catch(() => {});
  } catch {
    // No storage, so nothing waits in it.
  }
  const kept = (at: Place) => core.memory().answers?.[named(at)]?.helpful;
  return { place: (near) => place(core, near), named, kept, redact, bare, stop: follow(core) };
}

/** Starts recording on this page. */
export function start(core: Core): Recorder {
  const list = steps();
  let last = "";
  const moved = () => {
    // The host also tells of a changed object, which is no navigation.
    if (location.href === last) return;
    last = location.href;
    list.add({ kind: "navigate", url: bare(last) });
  };
  moved();
  const ours = (event: Event) =>
    event
      .composedPath()
      .some(
        (at) =>
          at instanceof Element &&
          (/^yousaid-/.test(at.localName) ||
            at.matches("[data-yousaid-open],[data-yousaid-helpful],[data-yousaid-requests]")),
      );
  const undo = [core.moves(moved), acts(list, ours), faults(list, `${core.base}/v1/p/`)];
  return {
    steps: list.all,
    watch: list.watch,
    stop() {
      for (const put of undo) put();
      list.clear();
    },
  };
}
