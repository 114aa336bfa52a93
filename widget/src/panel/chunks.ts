// Loads the code and texts of the tabs that are not part of the panel's chunk, so that a visitor who only votes does not
// wait for them. Loads nothing twice, and tries again after a failure.
import { shared } from "yousaid:shared";
import type { Words } from "../locales/en";
import type { PanelCore } from "./state/core";
import type { Session } from "./state/session";

/** The chunks that are loaded after the panel and receive its modules, so that each is one file. */
type Later = {
  report: typeof import("./tabs/report");
  suggest: typeof import("./tabs/suggest");
  news: typeof import("./tabs/news");
  proposals: typeof import("./tabs/proposals");
  thread: typeof import("./tabs/thread");
  yours: typeof import("./tabs/yours");
};

/** The tabs that are loaded later; `dress` is called with their style sheet. */
export function tabs(core: PanelCore, session: Session, dress: (css: string) => void) {
  const made: { [name in keyof Later]?: Promise<Later[name]> } = {};
  // The file of their texts that was loaded last.
  let spoken: string | undefined;

  /** Loads their texts in the current language. */
  async function learn() {
    const stem = `tabs-${core.locale()}`;
    if (spoken === stem) return;
    const { words } = await core.chunk<{ words: Partial<Words> }>(CHUNKS[stem] as string);
    // The language may have changed while they were loading.
    if (stem !== `tabs-${core.locale()}`) return learn();
    spoken = stem;
    session.speak(words);
  }

  /** The module of a tab. */
  async function part<N extends keyof Later>(name: N): Promise<Later[N]> {
    made[name] ??= core.chunk<{ fill(shared: unknown[]): Later[N] }>(CHUNKS[name]).then(
      ({ fill }) => fill(shared[name]),
      (error) => {
        delete made[name];
        throw error;
      },
    ) as (typeof made)[N];
    const [found] = await Promise.all([made[name] as Promise<Later[N]>, learn()]);
    dress(found.css);
    return found;
  }

  return {
    part,
    /** Loads all of them in advance. */
    ahead() {
      for (const name of ["report", "suggest", "thread", "yours"] as const) part(name).catch(() => {});
    },
    /** Loads their texts in the new language, if any were loaded. */
    speak() {
      if (spoken) learn().catch((error) => core.emit("error", error));
    },
  };
}
