// The list of recorded steps: bounded, with related steps merged, in memory only.
// Holds no typed values: callers pass only types and lengths.
import type { Raw } from "../base/step";

/** How many steps are kept; older ones are dropped. */
export const LIMIT = 50;

type Held = { step: Raw; on: object | undefined };

/** An empty list of steps. */
export function steps(now: () => number = Date.now) {
  const held: Held[] = [];
  const watchers = new Set<() => void>();
  let count = 0;

  function tell() {
    for (const watcher of watchers) watcher();
  }

  /** Removes the newest steps that `which` accepts, stopping at the first that it does not. */
  function take(most: number, which: (held: Held) => boolean) {
    for (let i = 0; i < most; i++) {
      const last = held.at(-1);
      if (!last || !which(last)) return;
      held.pop();
    }
  }

  return {
    /** Adds a step done to `on`, merging related ones: typing, double clicks, the click into a field. */
    add(added: Omit<Raw, "n" | "at">, on?: object, at = Math.round(now()) || 0) {
      const last = held.at(-1);
      if (added.kind === "change" && on && last?.on === on) {
        if (last.step.kind === "change") {
          last.step = { ...last.step, ...added };
          return tell();
        }
        // The click that put the caret there, or that ticked the box, is the same act.
        take(1, (before) => before.step.kind === "click");
      }
      if (added.kind === "double_click") {
        take(2, (before) => before.on === on && before.step.kind === "click" && at - before.step.at < 1000);
      }
      // A repeated fault must not displace the steps that led to it.
      if (
        /error|rejection|http/.test(added.kind) &&
        last &&
        at - last.step.at < 1000 &&
        JSON.stringify({ ...last.step, n: 0, at: 0 }) === JSON.stringify({ n: 0, at: 0, ...added })
      )
        return;
      held.push({ step: { n: ++count, at, ...added }, on });
      if (held.length > LIMIT) held.shift();
      tell();
    },
    tell,
    /** The newest step, if it was done to `on`. */
    newest(on: object): Raw | undefined {
      const last = held.at(-1);
      return last?.on === on ? last.step : undefined;
    },
    /** The steps so far, oldest first. */
    all: () => held.map(({ step }) => step),
    /** Calls back after each change. */
    watch(changed: () => void) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    /** Forgets everything. */
    clear() {
      held.length = 0;
      watchers.clear();
    },
  };
}
