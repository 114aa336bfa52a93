// Keeps submissions that could not be sent and sends them later, each with at most one effect, even with several tabs.
// Drops nothing silently: what the server refuses stays until the visitor discards it, and a full outbox is reported.
import { Problem } from "@yousaid/sdk";
import type { Shared } from "../../base/shared";
import { alone } from "./alone";
import type { Call } from "./visitor";

/**
 * A submission, as it is stored. `once` is its idempotency key; a newer submission with the same `of` replaces it; `sub` is
 * the subject of the identified person that it belongs to; `refused` is the server's reason if it was refused for good.
 */
export type Submission = Call & {
  once: string;
  title: string;
  at: number;
  refused?: string;
  of?: string | undefined;
  sub?: string | undefined;
};

/** Whether a failure is transient, so that the same submission may arrive later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Problem) || error.code === "person_changed") return false;
  // Any other conflict, such as a vote on a closed request, is permanent.
  return error.status === 0 || error.status >= 500 || error.code === "in_flight";
}

/** The part of a submission that is sent. */
function bare({ title: _, at: __, of: ___, sub: ____, refused: _____, ...call }: Submission): Call {
  return call;
}

const has = (held: Submission[], once: string) => held.some((item) => item.once === once);

/** How many submissions may wait of one person, and of all who use this browser. */
const MAX_PER_PERSON = 20;
const MAX_TOTAL = 60;

/** Seconds until a failed round is tried again: doubled each time, at most an hour. */
const FIRST_RETRY_S = 2;
const MAX_RETRY_S = 3600;

/**
 * The outbox of one project. `onChange` is called after each change, with the submission that the server has just refused
 * for good, if any; `me` returns the subject of the identified person who acts, if any.
 */
export function outbox(
  name: string,
  stored: Shared<Submission[]>,
  send: (call: Call) => Promise<unknown>,
  onChange: (refused?: Submission) => void = () => {},
  me: () => string | undefined = () => undefined,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_RETRY_S;
  let flushing: Promise<void> | undefined;
  // Submissions being sent for the first time, or waiting for their turn: persisted only if the page unloads before the
  // response. What fails stays here until it is persisted, so that it is never in neither place.
  const sending = new Map<string, Submission>();

  // Submissions of another person who used this browser are neither shown nor sent.
  const own = ({ sub }: Submission) => !sub || sub === me();
  const all = () => stored.get().filter(own);
  const change = async (how: (held: Submission[]) => Submission[], refused?: Submission) => {
    await stored.edit(how);
    onChange(refused);
  };

  const drop = (once: string) => change((held) => held.filter((item) => item.once !== once));

  async function run() {
    const tried = new Set<string>();
    // Read again each time: another tab may have added or dropped something.
    const next = () => all().find(({ once, refused }) => !refused && !tried.has(once) && !sending.has(once));
    for (let submission = next(); submission; submission = next()) {
      const call = bare(submission);
      tried.add(submission.once);
      let refused: string | undefined;
      try {
        await send(call);
      } catch (error) {
        // The rest of the queue would fail the same way.
        if (isTransient(error) || (error instanceof Problem && error.status === 429)) {
          later((error as Problem).retryAfter ?? pause);
          pause = Math.min(pause * 2, MAX_RETRY_S);
          return;
        }
        if (error instanceof Problem && error.code === "person_changed") return;
        refused = error instanceof Error ? error.message : String(error);
      }
      // The server responds again.
      pause = FIRST_RETRY_S;
      const lost = refused ? { ...submission, refused } : undefined;
      await change(
        (held) => held.flatMap((item) => (item.once !== submission.once ? [item] : (lost ?? []))),
        lost,
      );
    }
  }
  function later(seconds: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), Math.min(seconds, MAX_RETRY_S) * 1000);
  }
  function flush(wait = false): Promise<void> {
    if (wait) return alone(`${name}:send`, run);
    // If another tab is already sending, there is nothing to do.
    flushing ??= alone(`${name}:send`, run, false).finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  return {
    /**
     * Keeps a submission and tries again within this many seconds. Returns whether it is persisted; `undefined` if the
     * outbox is full (20 per person, 60 in all) and it is not kept.
     */
    async add(submission: Submission, seconds = FIRST_RETRY_S): Promise<boolean | undefined> {
      let full = false;
      const lasting = await stored.edit((held) => {
        const others = held.filter(({ once }) => once !== submission.once);
        // What was persisted while the page was hidden has its place.
        full =
          !has(held, submission.once) &&
          (others.filter(own).length >= MAX_PER_PERSON || others.length >= MAX_TOTAL);
        // In the order in which they were submitted, whichever of them failed first.
        return full ? held : [...others, submission].sort((a, b) => a.at - b.at);
      });
      sending.delete(submission.once);
      if (full) return undefined;
      later(seconds);
      onChange();
      return lasting;
    },
    /** Begins a submission, which may have to wait for its turn: from now on it is persisted if the page unloads. */
    begin: (submission: Submission) => void sending.set(submission.once, submission),
    /** Abandons a submission that is not to be sent after all. */
    end: ({ once }: Submission) => void sending.delete(once),
    /**
     * Sends a submission that was begun, after what waits with the same `of`; if the page unloads first, the next page resends
     * it with the same key. What fails for now is to be added.
     */
    async send<T>(submission: Submission): Promise<T> {
      const { of, once } = submission;
      const stays = (item: Submission) => item.of !== of || item.once === once || !own(item);
      if (of && !stored.get().every(stays)) {
        // Another tab may be sending the older one now: the newer one must arrive after it.
        await flush(true);
        await change((held) => held.filter(stays));
      }
      let over = true;
      try {
        return (await send(bare(submission))) as T;
      } catch (error) {
        over = !isTransient(error);
        throw error;
      } finally {
        if (over) {
          sending.delete(once);
          // It was persisted because the page was hidden, but the page was shown again.
          if (has(stored.get(), once)) await drop(once);
        }
      }
    },
    /** Persists what is being sent or was dropped: the page may be about to unload. */
    pack() {
      const going = [...sending.values()];
      stored.rush(going[0] && ((held) => [...held, ...going.filter(({ once }) => !has(held, once))]));
    },
    /** Sends what waits, one at a time. With `wait`, after another tab has finished; otherwise a no-op while one is sending. */
    flush,
    /** What waits. */
    all,
    /** Whether a submission with this `of` is being sent or waits, and may still be accepted. */
    waits: (of: string) =>
      [...sending.values(), ...all()].some((item) => item.of === of && item.refused === undefined),
    /** Drops the submission with this idempotency key. */
    drop,
    /** Stops the timer. */
    stop: () => clearTimeout(timer),
  };
}
