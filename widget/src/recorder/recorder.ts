// The chunk that is loaded when the page is idle: the recorder of the last 50 actions, and the screen the visitor is on.
// Does not send or store anything: the panel shows the steps, and the visitor sends them.
import type { Aide, Core, Place, Recorder } from "../base/core";
import { acts } from "./acts";
import type { Details } from "./details/details";
import { blank, faults } from "./faults";
import { details, helpers, through } from "./later";
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

/** Starts following the page without recording anything. */
export function aid(loaded: Core): Aide {
  core = loaded;
  through(core);
  try {
    // Something the visitor sent has not arrived yet: the panel sends it when it starts.
    if (localStorage.getItem(`yousaid:${core.key}:outbox`)) core.load().catch(() => {});
  } catch {
    // No storage, so nothing is waiting in it.
  }
  const undo = [follow(core), typing(helpers, ours, wanted)];
  aide = {
    place(near?: Element | null) {
      const found = place(core, near);
      return aide.apiPlace?.(found) ?? found;
    },
    named,
    behind,
    home,
    kept: (at: Place) => aide.apiPlace && core.memory().answers?.[named(aide.apiPlace(at))]?.helpful,
    stop() {
      for (const run of undo) run();
    },
  } as Partial<Aide> as Aide;
  const { answers, token } = core.memory();
  // Answers are remembered by the masked route, which needs the details.
  if (answers) wanted();
  // Only for somebody who has been here before can something be new.
  if (token)
    core.chunk<typeof import("../unseen/unseen")>(CHUNKS.unseen).then(
      ({ ask }) => ask(core),
      () => {},
    );
  return aide;
}

function wanted() {
  ready().catch(() => {});
}

/** Adds the details to the aide, before the panel starts and needs them. */
export async function ready(): Promise<void> {
  const found = await details();
  if (aide.finish) return;
  Object.assign(aide, found);
  core.retheme();
}

/** Starts recording on this page. */
export function start(): Recorder {
  const list = steps();
  let last: string | undefined;
  const moved = () => {
    // Called also for a changed object, and when scripts rewrite queries and anchors while one scrolls or types.
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
      for (const run of undo) run();
      list.clear();
    },
  };
}
