// A value in the browser's storage that all tabs share; works without storage too.
// Never overwrites what another tab has written in the meantime.
import { forget } from "./memory";

/**
 * How long the lock is held after the last write, in milliseconds. Browsers give the tabs of a site several processes, each with a
 * copy of the storage, and another tab may be given the lock before it has heard of the write: it would write its old copy back.
 */
const SPREADS_MS = 120;

/** A value that the tabs of a browser share. */
export type Shared<T> = {
  get(): T;
  /**
   * Changes the value by a function of the stored one, and returns whether it was stored; with `lasting` false the change
   * is kept only as long as the page, and stored with the next lasting change.
   */
  edit(change: (held: T) => T, lasting?: boolean): Promise<boolean>;
  /** Stores pending changes and one more immediately and without the lock: for a page that is about to unload. */
  rush(change?: (held: T) => T): void;
  /** Forgets it in all tabs. */
  clear(): void;
  /** Forgets changes that were not stored. */
  drop(): void;
};

/** A shared value under a name; falls back to the page's lifetime where storage is refused or full. */
export function shared<T extends object>(name: string, empty: T): Shared<T> {
  // Changes that are not stored yet.
  let ahead: ((held: T) => T)[] = [];
  // Whether they are to be stored.
  let due = false;
  // Gives the lock back, while this page has it.
  let release: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout>;
  const get = (): T => {
    let held = empty;
    try {
      const found = JSON.parse(localStorage.getItem(name) as string) as T;
      if (found && Array.isArray(found) === Array.isArray(empty)) held = found;
    } catch {
      // Storage is denied, or another program wrote the value.
    }
    return ahead.reduce((next, change) => change(next), held);
  };
  const drop = () => {
    ahead = [];
    due = false;
  };
  const write = () => {
    // Read again now: another tab may have written while this one waited.
    const text = JSON.stringify(get());
    try {
      if (text === JSON.stringify(empty)) localStorage.removeItem(name);
      else localStorage.setItem(name, text);
      drop();
      return true;
    } catch {
      // Denied or full: the changes are kept as long as the page.
      return false;
    }
  };
  const spread = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      release?.();
      release = undefined;
    }, SPREADS_MS);
    return write();
  };
  return {
    get,
    drop,
    async edit(change, lasting = true) {
      ahead.push(change);
      if (!lasting) return false;
      due = true;
      if (release) return spread();
      return new Promise<boolean>((done, fail) => {
        // Throws where there are no locks: on pages without https.
        navigator.locks
          .request(
            name,
            () =>
              new Promise<void>((over) => {
                release = over;
                done(spread());
              }),
          )
          .catch(fail);
      }).catch(write);
    },
    rush(change) {
      if (change) ahead.push(change);
      if (change || due) write();
    },
    clear() {
      drop();
      forget(name);
    },
  };
}
