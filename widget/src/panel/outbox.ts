// Keeps what could not be sent and sends it later, each thing at most once in effect.
// Refuses to drop anything silently: what the server refuses stays until the visitor lets it go.
import { Problem } from "@yousaid/sdk";
import type { Call } from "./visitor";

/** One submission that waits; `refused` is the server's reason when sending again makes no sense. */
export type Parcel = Call & { once: string; title: string; at: number; refused?: string };

/** Where parcels are kept; throws where storage is refused. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Whether a failure is the moment's, so that the same thing may arrive later. */
export function passing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 409 || error.status >= 500);
}

const MOST = 20;

/** The outbox of one project. */
export function outbox(
  name: string,
  send: (call: Call) => Promise<unknown>,
  told: () => void = () => {},
  shelf: Shelf | undefined = store(),
) {
  let held: Parcel[] = read();
  let flushing: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function read(): Parcel[] {
    try {
      const found: unknown = JSON.parse(shelf?.getItem(name) ?? "[]");
      return Array.isArray(found) ? (found as Parcel[]) : [];
    } catch {
      return [];
    }
  }
  function write() {
    try {
      if (held.length) shelf?.setItem(name, JSON.stringify(held));
      else shelf?.removeItem(name);
    } catch {
      // Full or refused: then it waits in this page alone.
    }
    told();
  }
  async function run() {
    for (const parcel of [...held]) {
      if (parcel.refused) continue;
      try {
        const { title: _, at: __, ...call } = parcel;
        await send(call);
        held = held.filter((other) => other.once !== parcel.once);
      } catch (error) {
        const wait = error instanceof Problem ? error.retryAfter : undefined;
        if (wait !== undefined) later(wait);
        // Everything behind would meet the same closed door.
        if (passing(error) || (error instanceof Problem && error.status === 429)) break;
        parcel.refused = error instanceof Error ? error.message : String(error);
      }
      write();
    }
  }
  function later(seconds: number) {
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(seconds, 3600) * 1000);
  }
  function flush(): Promise<void> {
    flushing ??= run().finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  return {
    /** Keeps a submission and tries again later; at most twenty wait, the oldest of the refused go first. */
    add(parcel: Parcel, seconds?: number) {
      held = [...held.filter((other) => other.once !== parcel.once), parcel];
      while (held.length > MOST)
        held.splice(
          Math.max(
            0,
            held.findIndex((other) => other.refused),
          ),
          1,
        );
      write();
      if (seconds !== undefined) later(seconds);
    },
    /** Sends what waits, one after the other. */
    flush,
    /** What waits. */
    all: () => held,
    /** Lets one go. */
    drop(once: string) {
      held = held.filter((other) => other.once !== once);
      write();
    },
    /** Whether what is added outlives the page. */
    lasting: () => shelf !== undefined,
    /** Stops the clock. */
    stop: () => clearTimeout(timer),
  };
}

function store(): Shelf | undefined {
  try {
    // Reading the property throws where storage is blocked.
    return globalThis.localStorage ?? undefined;
  } catch {
    return undefined;
  }
}
