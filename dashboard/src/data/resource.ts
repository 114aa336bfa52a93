// One thing read from the server and kept fresh while it is shown.
// Never shows one thing under the key of another: a new key starts empty.
import { batch, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { asProblem, type Problem, type Tagged } from "./api";
import { type Pace, useRefresh } from "./refresh";

/** A thing on the screen: null while it loads. */
export type Resource<T> = {
  data: Signal<T | null>;
  etag: Signal<string | null>;
  problem: Signal<Problem | null>;
  /** Reads again; the old data stays until the new arrives. Resolves when the latest read has arrived. */
  reload: () => Promise<void>;
  /** Takes the response of a write. */
  put: (answer: Tagged<T>) => void;
};

/** Reads the thing named by `key` now, on focus and at its interval. */
export function useResource<T>(key: string, read: () => Promise<T | Tagged<T>>, pace: Pace): Resource<T> {
  const made = useMemo(() => makeResource<T>(), [key]);
  made.read = read;
  useEffect(() => {
    void made.reload();
    return made.close;
  }, [made]);
  useRefresh(made.reload, pace);
  return made;
}

function makeResource<T>() {
  const data = signal<T | null>(null);
  const etag = signal<string | null>(null);
  const problem = signal<Problem | null>(null);
  let closed = false;
  let turn = 0;
  let latest: { turn: number; done: Promise<void> } = { turn, done: Promise.resolve() };
  const put = (answer: Tagged<T>) => {
    turn += 1;
    batch(() => {
      data.value = answer.data;
      etag.value = answer.etag;
      problem.value = null;
    });
  };
  const look = async (mine: number): Promise<void> => {
    const current = () => !closed && mine === turn;
    try {
      const answer = await made.read();
      // A slower, older response must not overwrite the response of a write.
      if (current()) return put(isTagged(answer) ? answer : { data: answer, etag: null });
    } catch (cause) {
      // The data on the screen stays after a failure; the banner reports it.
      const found = asProblem(cause);
      if (current() && (data.peek() === null || found.status === 404)) problem.value = found;
    }
    // Callers that wait for this use the current data: a later read that replaced this one must have arrived.
    if (latest.turn > mine) await latest.done;
  };
  const made = {
    data,
    etag,
    problem,
    put,
    read: (): Promise<T | Tagged<T>> => Promise.reject(new Error("read before it was set")),
    reload: (): Promise<void> => {
      turn += 1;
      const done = look(turn);
      latest = { turn, done };
      return done;
    },
    close: () => {
      closed = true;
    },
  };
  return made;
}

function isTagged<T>(answer: T | Tagged<T>): answer is Tagged<T> {
  return typeof answer === "object" && answer !== null && "etag" in answer && "data" in answer;
}
