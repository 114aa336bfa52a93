// Keeps what could not be sent and sends it later, each thing at most once in effect, whatever other tabs do meanwhile.
// Refuses to drop anything: what the server refuses stays until the visitor lets it go, and a full outbox says so.
import { Problem } from "@yousaid/sdk";
import { alone } from "./alone";
import type { Shared } from "./shared";
import type { Call } from "./visitor";

/**
 * One submission that waits; `refused` is the server's reason when sending again makes no sense, `of` names what a newer
 * one takes the place of, `sub` is the identified person that it belongs to.
 */
export type Parcel = Call & {
  once: string;
  title: string;
  at: number;
  refused?: string;
  of?: string;
  sub?: string | undefined;
};

/** Whether a failure is the moment's, so that the same thing may arrive later. */
export function passing(error: unknown): boolean {
  if (!(error instanceof Problem) || error.code === "left") return false;
  // Any other conflict, such as a vote on what is closed, stays one however often it is sent.
  return error.status === 0 || error.status >= 500 || error.code === "in_flight";
}

/** What is sent of a parcel. */
function bare({ title: _, at: __, of: ___, sub: ____, refused: _____, ...call }: Parcel): Call {
  return call;
}

/** How many may wait of one person, and of all who use this browser. */
const MOST = 20;
const MOST_OF_ALL = 60;

/** Seconds until a failed round is tried again: doubled each time, an hour at most. */
const SOON = 2;
const LATE = 3600;

/**
 * The outbox of one project; `told` is called after each change, with what the server has just refused for good; `me` is
 * the identified person who acts, if any.
 */
export function outbox(
  name: string,
  stored: Shared<Parcel[]>,
  send: (call: Call) => Promise<unknown>,
  told: (refused?: Parcel) => void = () => {},
  me: () => string | undefined = () => undefined,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = SOON;
  let flushing: Promise<void> | undefined;
  // What is on its way for the first time, or waits for its turn: it is kept only when the page goes before the answer comes.
  const first = new Map<string, Parcel>();

  // What somebody else has sent on this browser is neither shown nor sent as this person's.
  const own = ({ sub }: Parcel) => !sub || sub === me();
  const all = () => stored.get().filter(own);
  const change = async (how: (held: Parcel[]) => Parcel[], refused?: Parcel) => {
    await stored.edit(how);
    told(refused);
  };

  const drop = (name: string) =>
    change((held) => held.filter((one) => one.once !== name && (one.of !== name || !own(one))));

  async function run() {
    const tried = new Set<string>();
    // Looked at again each time: another tab may have added something, or let it go.
    const next = () => all().find(({ once, refused }) => !refused && !tried.has(once) && !first.has(once));
    for (let parcel = next(); parcel; parcel = next()) {
      const call = bare(parcel);
      tried.add(parcel.once);
      let refused: string | undefined;
      try {
        await send(call);
      } catch (error) {
        // Everything behind would meet the same closed door.
        if (passing(error) || (error instanceof Problem && error.status === 429)) {
          later((error as Problem).retryAfter ?? pause);
          pause = Math.min(pause * 2, LATE);
          return;
        }
        if (error instanceof Problem && error.code === "left") return;
        refused = error instanceof Error ? error.message : String(error);
      }
      // The server answers.
      pause = SOON;
      const lost = refused ? { ...parcel, refused } : undefined;
      await change((held) => held.flatMap((one) => (one.once !== parcel.once ? [one] : (lost ?? []))), lost);
    }
  }
  function later(seconds: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), Math.min(seconds, LATE) * 1000);
  }
  function flush(wait = false): Promise<void> {
    if (wait) return alone(`${name}:send`, run);
    // Where another tab is sending already there is nothing to do.
    flushing ??= alone(`${name}:send`, run, false).finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  return {
    /**
     * Keeps a submission and tries again later, after these seconds at the latest. Tells whether it outlives the page;
     * nothing when twenty of this person's or sixty of all wait already and it is not kept.
     */
    async add(parcel: Parcel, seconds = SOON): Promise<boolean | undefined> {
      let full = false;
      const lasting = await stored.edit((held) => {
        const others = held.filter(({ once }) => once !== parcel.once);
        full = others.filter(own).length >= MOST || others.length >= MOST_OF_ALL;
        // In the order of the presses, whichever of them failed first.
        return full ? held : [...others, parcel].sort((one, other) => one.at - other.at);
      });
      if (full) return undefined;
      later(seconds);
      told();
      return lasting;
    },
    /** Begins a submission, which may have to wait for its turn: from now on it outlives the page. */
    begin: (parcel: Parcel) => void first.set(parcel.once, parcel),
    /** Lets go of one that is not to be sent after all. */
    end: ({ once }: Parcel) => void first.delete(once),
    /** Sends what was begun for the first time; when the page goes meanwhile, the next one sends it again by its key. */
    async send<T>(parcel: Parcel): Promise<T> {
      try {
        return (await send(bare(parcel))) as T;
      } finally {
        first.delete(parcel.once);
        // The page was hidden and came back.
        if (stored.get().some(({ once }) => once === parcel.once)) await drop(parcel.once);
      }
    },
    /** Keeps what is on its way: the page may be about to go. */
    pack() {
      const going = [...first.values()];
      if (going.length)
        stored.rush((held) => [
          ...held,
          ...going.filter(({ once }) => !held.some((one) => one.once === once)),
        ]);
    },
    /** Sends what waits, one after the other; with `wait` after what another tab is sending, else nothing while it does. */
    flush,
    /** What waits. */
    all,
    /** Whether something of this name is on its way or waits, and may still be taken. */
    waits: (of: string) =>
      [...first.values(), ...all()].some((one) => one.of === of && one.refused === undefined),
    /** Lets those go that are named so. */
    drop,
    /** Stops the clock. */
    stop: () => clearTimeout(timer),
  };
}
