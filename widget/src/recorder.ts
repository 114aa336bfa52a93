// What follows the page when it is idle: the recorder of the last 50 actions, and the screen the visitor is on.
// Refuses to send or store anything: the panel shows the steps, and the visitor sends them.
import type { Aide, Core, Place, Recorder } from "./core";
import { follow, place } from "./page";
import { acts } from "./recorder/acts";
import type { Details } from "./recorder/details";
import { blank, faults } from "./recorder/faults";
import { details, lent, through } from "./recorder/later";
import { steps } from "./recorder/steps";
import { typing } from "./recorder/typed";
import { named, normalise } from "./screens";

let aide: Aide | undefined;
let known: Details | undefined;

/** Whether an event belongs to the widget rather than to the page. */
function ours(event: Event): boolean {
  return event
    .composedPath()
    .some(
      (at) =>
        at instanceof Element &&
        (/^yousaid-/.test(at.localName) ||
          at.matches("[data-yousaid-open],[data-yousaid-helpful],[data-yousaid-requests]")),
    );
}

/** Starts following the page; nothing is recorded by it. */
export function aid(core: Core): Aide {
  through(core);
  try {
    // Something the visitor sent has not arrived yet: the panel's start sends it.
    if (localStorage.getItem(`yousaid:${core.key}:outbox`)) core.load().catch(() => {});
  } catch {
    // No storage, so nothing waits in it.
  }
  const kept = (at: Place) => core.memory().answers?.[named(at)]?.helpful;
  const undo = [follow(core), typing(lent, ours, () => void ready().catch(() => {}))];
  const at = (near?: Element | null) => {
    const found = place(core, near);
    return { ...found, route: normalise(found.route) };
  };
  const own = {
    place: (near?: Element | null) => known?.settled(at(near)) ?? at(near),
    named,
    kept,
    stop() {
      for (const put of undo) put();
    },
  };
  aide = own as unknown as Aide;
  return aide;
}

/** Makes the aide complete, before the panel starts and needs it. */
export async function ready(): Promise<void> {
  const found = await details();
  known = found;
  const { fit, whole, settled, mask, address } = found;
  Object.assign(aide as Aide, { fit, whole, settled, redact: mask, bare: address });
}

/** Starts recording on this page. */
export function start(core: Core): Recorder {
  const list = steps();
  let last: string | undefined;
  const moved = () => {
    // The host also tells of a changed object, and scripts rewrite queries and headings as one scrolls or types.
    const url = location.href;
    const page = blank(url).replace(/#(?!!?\/).*/, "");
    if (page === last) return;
    const at = last === undefined ? Math.round(performance.timeOrigin) : undefined;
    last = page;
    list.add({ kind: "navigate", url }, undefined, at);
  };
  moved();
  const undo = [core.moves(moved), acts(list, ours), faults(list, `${core.base}/v1/p/`, core.early)];
  return {
    steps: () => (known ? list.all().map(known.finish) : []),
    watch: list.watch,
    stop() {
      for (const put of undo) put();
      list.clear();
    },
  };
}
