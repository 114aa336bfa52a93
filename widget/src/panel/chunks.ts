// Loads what the tabs that come later are made of, with their words: who only votes does not wait for them.
// Refuses to load anything twice, and to remember that something failed.
import { lent } from "yousaid:lent";
import type { Words } from "../locales/en";
import type { Lent } from "./state/lent";
import type { Session } from "./state/session";

/** What is loaded after the panel, and filled with what the panel is made of: so each is one file. */
type Later = {
  report: typeof import("./tabs/report");
  suggest: typeof import("./tabs/suggest");
  yours: typeof import("./tabs/yours");
};

/** The tabs that come later; `dress` is given their style sheet. */
export function tabs(core: Lent, session: Session, dress: (css: string) => void) {
  const made: { [name in keyof Later]?: Promise<Later[name]> } = {};
  // Of which language their words are here.
  let told: string | undefined;

  /** Loads their words in the language of now. */
  async function learn() {
    const stem = `tabs-${core.locale()}`;
    if (told === stem) return;
    const { words } = await core.chunk<{ words: Partial<Words> }>(CHUNKS[stem] as string);
    // Another language may have been chosen meanwhile.
    if (stem !== `tabs-${core.locale()}`) return learn();
    told = stem;
    session.speak(words);
  }

  /** What a tab is made of. */
  async function part<N extends keyof Later>(name: N): Promise<Later[N]> {
    made[name] ??= core.chunk<{ fill(lent: unknown[]): Later[N] }>(CHUNKS[name]).then(
      ({ fill }) => fill(lent[name]),
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
    /** Loads all of them, while the visitor reads something else. */
    ahead() {
      for (const name of ["report", "suggest", "yours"] as const) part(name).catch(() => {});
    },
    /** Speaks another language, if anything of theirs was here. */
    speak() {
      if (told) learn().catch((error) => core.emit("error", error));
    },
  };
}
