// A named lock across the tabs of a browser.
// Works without https, where browsers have no locks: then it is a lease in the storage or, without storage, a queue in the
// page.
import { unique } from "@yousaid/sdk";

const LEASE = 30_000;
const queues = new Map<string, Promise<unknown>>();

/** Runs `work` while holding the lock of this name; if the lock is taken and `wait` is false, `work` does not run. */
export async function alone<T>(name: string, work: () => Promise<T>, wait = true): Promise<T | undefined> {
  let asked = false;
  try {
    return (await navigator.locks.request(name, { ifAvailable: !wait }, (lock) => {
      asked = true;
      return lock ? work() : undefined;
    })) as T | undefined;
  } catch (error) {
    if (asked) throw error;
  }
  const before = queues.get(name);
  if (before && !wait) return undefined;
  const turn = (async () => {
    await before;
    const give = await take(name, wait);
    return give ? work().finally(give) : undefined;
  })();
  const over = turn.then(
    () => {},
    () => {},
  );
  queues.set(name, over);
  over.then(() => queues.get(name) === over && queues.delete(name));
  return turn;
}

const rest = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Takes the lease of a name and returns a function that releases it. A lease that its tab did not release expires. */
async function take(name: string, wait: boolean): Promise<(() => void) | undefined> {
  const place = `${name}:lease`;
  const mine = unique();
  const write = () => localStorage.setItem(place, `${mine} ${Date.now() + LEASE}`);
  const hold = () => read()[0] === mine && write();
  const read = () => (localStorage.getItem(place) ?? "").split(" ");
  try {
    for (;;) {
      const [, until = "0"] = read();
      if (+until < Date.now()) {
        write();
        // Another tab may have written at the same time: the last writer has the lease.
        await rest(50);
        if (read()[0] === mine) {
          const renewed = setInterval(hold, LEASE / 3);
          return () => {
            clearInterval(renewed);
            // A tab that slept longer than the lease has lost it to another one.
            if (read()[0] === mine) localStorage.removeItem(place);
          };
        }
      }
      if (!wait) return undefined;
      await rest(50);
    }
  } catch {
    // Without storage the tabs share nothing.
    return () => {};
  }
}
