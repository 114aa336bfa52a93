// Calls the API of the widget as the visitor of this browser, with the token that the widget keeps too.
// Stores nothing before the visitor acted, and never sends two first writes at once: they would be two visitors.
import { createClient, Problem, unique } from "@yousaid/sdk";
import { recall } from "../base/memory";

/** One call below `/v1/p/{key}`. */
type Call = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  once?: string;
  signal?: AbortSignal;
};

/** Timeout of a call in milliseconds. */
const TIMEOUT_MS = 20_000;

/** The visitor of a project. */
export function visitor(key: string) {
  const name = `yousaid:${key}`;
  const client = createClient({ baseUrl: "", credentials: "omit" });
  let first: Promise<unknown> = Promise.resolve();

  const keep = (change: Record<string, unknown>) => {
    try {
      localStorage.setItem(name, JSON.stringify({ ...recall(name), ...change }));
    } catch {
      // Storage is denied: the visitor is another one at the next visit.
      held = { ...held, ...change };
    }
  };
  let held: Record<string, unknown> = {};
  const memory = (): { token?: string; seed?: string } => ({ ...held, ...recall(name) });

  async function once<T>(call: Call): Promise<T> {
    const { token, seed } = memory();
    const headers: Record<string, string> = {};
    if (token) headers.authorization = `Bearer ${token}`;
    else if (seed) headers.authorization = `Yousaid-Seed ${seed}`;
    if (call.once) headers["idempotency-key"] = call.once;
    const answer = await client.request<T>(call.method, `/v1/p/${encodeURIComponent(key)}${call.path}`, {
      headers,
      query: call.query,
      body: call.body,
      signal: call.signal ?? AbortSignal.timeout(TIMEOUT_MS),
    });
    const issued = answer.headers.get("yousaid-visitor-token");
    if (issued && !token) keep({ token: issued, seed: undefined });
    return answer.data;
  }

  /** Writes without a token, one after another, also among tabs: the second has the token of the first. */
  function begin<T>(call: Call): Promise<T> {
    const write = () => {
      // Stored before anything is sent: the response may be lost, and the next attempt must be the same visitor.
      if (!memory().token && !memory().seed) keep({ seed: unique() });
      return once<T>(call);
    };
    const locked = async () => (await navigator.locks.request(`${name}:first`, write)) as T;
    // Browsers have locks on secure pages only.
    const turn = first.then(() => (navigator.locks ? locked() : write()));
    first = turn.catch(() => {});
    return turn;
  }

  return {
    /** Whether the visitor of this browser has acted before. */
    known: () => !!memory().token,
    /** Sends a call; an invalid token is dropped, and the call is sent once more without it. */
    async send<T>(call: Call): Promise<T> {
      const { token } = memory();
      const write = () => (call.method === "GET" || memory().token ? once<T>(call) : begin<T>(call));
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401 || !token) throw error;
        if (memory().token === token) keep({ token: undefined, sub: undefined });
        return write();
      }
    },
  };
}

/** Why something was refused, in the words of the server; undefined where it did not arrive. */
export const refusal = (error: unknown): string | undefined =>
  error instanceof Problem && error.status && error.status < 500 ? error.detail : undefined;

/** The visitor, as parts of the page use it. */
export type Visitor = ReturnType<typeof visitor>;
