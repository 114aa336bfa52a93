// Keeps a value in the browser that all tabs share, and works without any storage too.
// Refuses to write over what another tab has written meanwhile.
import { forget } from "../../base/memory";

/** A value that the tabs of a browser share. */
export type Shared<T> = {
  get(): T;
  /**
   * Changes it by what it is when it is written, and tells whether that outlives the page; with `lasting` false it lasts
   * as long as the page, and is written with the next change that does.
   */
  edit(change: (held: T) => T, lasting?: boolean): Promise<boolean>;
  /** Writes what is to last at once and without the lock, with one more change: for a page that is about to go. */
  rush(change?: (held: T) => T): void;
  /** Forgets it in all tabs. */
  clear(): void;
  /** Forgets what this page alone knows. */
  drop(): void;
};

/** A shared value under a name; falls back to the page's lifetime where storage is refused or full. */
export function shared<T extends object>(name: string, empty: T): Shared<T> {
  // What this page knows and the storage does not.
  let ahead: ((held: T) => T)[] = [];
  // Whether the storage is to know it.
  let due = false;
  const get = (): T => {
    let held = empty;
    try {
      const found = JSON.parse(localStorage.getItem(name) as string) as T;
      if (found && Array.isArray(found) === Array.isArray(empty)) held = found;
    } catch {
      // Refused, or nothing that we wrote.
    }
    return ahead.reduce((next, change) => change(next), held);
  };
  const write = () => {
    // Read again at this moment: another tab may have written while this one waited.
    const text = JSON.stringify(get());
    try {
      if (text === JSON.stringify(empty)) localStorage.removeItem(name);
      else localStorage.setItem(name, text);
      ahead = [];
      due = false;
      return true;
    } catch {
      // Refused or full: what is ahead lasts as long as the page.
      return false;
    }
  };
  const drop = () => {
    ahead = [];
    due = false;
  };
  return {
    get,
    drop,
    async edit(change, lasting = true) {
      ahead.push(change);
      if (!lasting) return false;
      due = true;
      try {
        return await navigator.locks.request(name, write);
      } catch {
        // Missing on pages without https.
        return write();
      }
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
