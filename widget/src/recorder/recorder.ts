// What follows the page when it is idle: the recorder of the last 50 actions, and the screen the visitor is on.
// Refuses to send or store anything: the panel shows the steps, and the visitor sends them.
import type { Aide, Core, Place, Recorder } from "../base/core";
import { acts } from "./acts";
import type { Details } from "./details/details";
import { blank, faults } from "./faults";
import { details, lent, through } from "./later";
import { follow, named, place } from "./page";
import { steps } from "./steps";
import { behind } from "./theme";
import { home } from "./top";
import { typing } from "./typed";

let aide: Aide & Partial<Details>;
let core: Core;

/** Whether an event belongs to the widget rather than to the page. */
function ours(event: Event): boolean {
  const own =
    "yousaid-widget,yousaid-panel,yousaid-inline,[data-yousaid-open],[data-yousaid-helpful],[data-yousaid-requests]";
  return event.composedPath().some((at) => at instanceof Element && at.matches(own));
}

/** Starts following the page; nothing is recorded by it. */
export function aid(given: Core): Aide {
  core = given;
  through(core);
  try {
    // Something the visitor sent has not arrived yet: the panel's start sends it.
    if (localStorage.getItem(`yousaid:${core.key}:outbox`)) core.load().catch(() => {});
  } catch {
    // No storage, so nothing waits in it.
  }
  const undo = [follow(core), typing(lent, ours, wanted)];
  aide = {
    place(near?: Element | null) {
      const found = place(core, near);
      return aide.settled?.(found) ?? found;
    },
    named,
    behind,
    home,
    kept: (at: Place) => aide.settled && core.memory().answers?.[named(aide.settled(at))]?.helpful,
    stop() {
      for (const put of undo) put();
    },
  } as Partial<Aide> as Aide;
  // Answers are remembered by what the details call the screen.
  if (core.memory().answers) wanted();
  return aide;
}

function wanted() {
  ready().catch(() => {});
}

/** Makes the aide complete, before the panel starts and needs it. */
export async function ready(): Promise<void> {
  const found = await details();
  if (aide.finish) return;
  Object.assign(aide, found);
  core.redress();
}

/** Starts recording on this page. */
export function start(): Recorder {
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
    steps: () => (aide.finish ? list.all().map(aide.finish) : []),
    watch: list.watch,
    stop() {
      for (const put of undo) put();
      list.clear();
    },
  };
}
