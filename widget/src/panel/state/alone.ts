// Lets one tab at a time do something under a name.
// Refuses to need https: without the browser's locks a lease in the storage does, and without storage a queue in the page.
import { unique } from "@yousaid/sdk";

const LEASE = 30_000;
const queues = new Map<string, Promise<unknown>>();

/** Does `work` while nobody else does something under this name; with `wait` false not at all when somebody does. */
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

/** Takes the lease of a name; gives back how to end it. One that its tab did not end ends by itself. */
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
        // Another tab may have written at the same moment: the last one to write has it.
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
    // No storage: then there is nothing that tabs share.
    return () => {};
  }
}
