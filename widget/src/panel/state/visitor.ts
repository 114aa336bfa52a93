// Calls the API as this visitor: carries the token, takes a new one, drops a dead one.
// Refuses to keep a token before the visitor acted, and to let one person's call go out or come back as another's.
import { createClient, Problem, unique } from "@yousaid/sdk";
import { LEFT } from "../../base/memory";
import { alone } from "./alone";
import type { Lent as Whole } from "./lent";
import type { Identified } from "./wire";

/** One call, as plain data, so that it can wait in the outbox. */
export type Call = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/v1/p/{key}`. */
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** The idempotency key. */
  once?: string;
  signal?: AbortSignal;
};

/** How long a call may take, in milliseconds: long enough for a slow phone, short enough to be told. */
export const PATIENCE = 20_000;

/** What the visitor needs of the core. */
type Lent = Pick<Whole, "key" | "base" | "memory" | "keep" | "forget" | "drop">;

/** The visitor of one project; `met` is called when it is known as whom, and with true when it is somebody else. */
export function visitor(core: Lent, met: (other: boolean) => void = () => {}) {
  const client = createClient({ baseUrl: core.base, credentials: "omit" });
  const lock = `yousaid:${core.key}:first`;
  let identity: string | undefined;
  // The host's signed token that could not be exchanged yet.
  let wanted: string | undefined;
  let reaching = false;
  // Who acts: rises when somebody else begins.
  let person = 0;
  // Of identify and logout the last one wins.
  let turn = 0;
  let stop: AbortController | undefined;
  let asking: Promise<unknown> | undefined;

  function same(who: number) {
    if (who !== person)
      throw new Problem({ status: 0, code: "left", detail: "This was meant as another person." });
  }

  async function once<T>(call: Call, who: number): Promise<T> {
    same(who);
    const { token, seed } = core.memory();
    const headers: Record<string, string> = {};
    if (token) headers.authorization = `Bearer ${token}`;
    else if (seed) headers.authorization = `Yousaid-Seed ${seed}`;
    if (call.once) headers["idempotency-key"] = call.once;
    // The sum of all bodies in flight is limited: one at a time.
    const keepalive = call.method !== "GET" && !reaching;
    if (keepalive) reaching = true;
    const options = {
      headers,
      query: call.query,
      body: call.body,
      signal: call.signal ?? AbortSignal.timeout(PATIENCE),
    };
    const path = `/v1/p/${encodeURIComponent(core.key)}${call.path}`;
    try {
      const answer = await client
        .request<T>(call.method, path, { ...options, keepalive })
        .catch((error: Problem) => {
          // Refused for its size in sum, or the network: without keepalive the same call may pass.
          if (!keepalive || error.status || error.code === "aborted" || !navigator.onLine) throw error;
          return client.request<T>(call.method, path, options);
        });
      same(who);
      const given = answer.headers.get("yousaid-visitor-token");
      if (given && !token) await core.keep((now) => (now.token ? {} : { token: given, seed: undefined }));
      // Who acts is kept from now on, also one whom only the host had named.
      else if (call.method !== "GET") core.keep({});
      return answer.data;
    } finally {
      if (keepalive) reaching = false;
    }
  }

  /** Writes while there is no token: one at a time in all tabs, so that the next one has the token of the first. */
  async function first<T>(call: Call, who: number): Promise<T> {
    const done = await alone(lock, async () => {
      same(who);
      if (core.memory().token) return undefined;
      // Kept before anything is sent: the answer may be lost, and the next try must be the same visitor.
      const seed = unique();
      if (!core.memory().seed) await core.keep((now) => (now.seed ? {} : { seed }));
      return { data: await once<T>(call, who) };
    });
    return done ? done.data : once(call, who);
  }

  const write = <T>(call: Call, who: number): Promise<T> =>
    call.method === "GET" || core.memory().token ? once<T>(call, who) : first<T>(call, who);

  /** Exchanges a signed token unless something newer was called; after the first write, whose visitor comes along. */
  function exchange(signed: string): Promise<Identified | undefined> {
    const mine = ++turn;
    stop?.abort();
    wanted = undefined;
    const ending = new AbortController();
    stop = ending;
    const exchanged = alone(lock, async () => {
      if (mine !== turn) return undefined;
      const timer = setTimeout(() => ending.abort(), PATIENCE);
      const { token: anonymous, seed, sub } = core.memory();
      const carried = anonymous && !sub ? { anonymous_token: anonymous } : {};
      const done = await client
        .request<Identified>("POST", `/v1/p/${encodeURIComponent(core.key)}/identify`, {
          body: { token: signed, ...carried },
          signal: ending.signal,
          headers: !anonymous && seed ? { authorization: `Yousaid-Seed ${seed}` } : {},
        })
        .finally(() => clearTimeout(timer))
        .catch((error) => {
          // Dropped, which is no failure.
          if (mine !== turn) return undefined;
          if (!(error instanceof Problem) || !error.status || error.status >= 500) wanted = signed;
          throw error;
        });
      if (!done || mine !== turn) return undefined;
      const { token, expires_at: until } = done.data;
      identity = signed;
      // The host's wish, not yet the visitor's act: nothing is stored for it.
      core.keep({ token, sub: subject(signed), until, seed: undefined }, false);
      met(false);
      return done.data;
    });
    const over = exchanged.catch(() => {});
    asking = over;
    over.then(() => {
      if (asking === over) asking = undefined;
    });
    return exchanged;
  }

  /** Begins as somebody else. */
  function begin() {
    person++;
    identity = wanted = undefined;
    met(true);
  }

  return {
    /** Names who acts; another number is another person. */
    person: () => person,
    /** Sends a call; a dead token is dropped and the call sent once more without it. */
    async send<T>(call: Call): Promise<T> {
      const who = person;
      // What is done while the host says who this is, is done as that person.
      if (call.method !== "GET") {
        await asking;
        if (wanted) await exchange(wanted).catch(() => {});
      }
      same(who);
      const { token } = core.memory();
      try {
        return await write<T>(call, who);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401 || !token) throw error;
        // An exchange takes the anonymous visitor away before its answer is here.
        await asking;
        same(who);
        // Another call may have met the same refusal and found a new token already.
        if (core.memory().token === token) {
          await core.keep((now) => (now.token === token ? { token: undefined, sub: undefined } : {}));
          // The host's signature may still be good when the session is not.
          if (identity) await exchange(identity).catch(() => {});
          else met(false);
        }
        return write<T>(call, who);
      }
    },
    /** Exchanges the host's signed token, unless this browser already holds a session of the same person. */
    async identify(token: string): Promise<Identified | undefined> {
      const held = core.memory();
      const sub = subject(token);
      const lasts = held.until ? Date.parse(held.until) - Date.now() > 60_000 : false;
      // Somebody else used this browser before: nothing of theirs is shown or carried.
      if (held.sub && held.sub !== sub) {
        core.forget();
        begin();
      } else if (held.token && held.sub && lasts) {
        turn++;
        stop?.abort();
        wanted = undefined;
        identity = token;
        return undefined;
      }
      return exchange(token);
    },
    /** Forgets who this was. */
    leave() {
      turn++;
      stop?.abort();
      core.forget();
      begin();
    },
    /** Follows what another tab has written to the memory. */
    heard(before: string | null, after: string | null) {
      const [was, is] = [before, after].map(remembered);
      if (after === LEFT || (was?.sub && was.sub !== is?.sub)) {
        // Nothing of who has left, also not what this page alone knows.
        core.drop();
        turn++;
        stop?.abort();
        begin();
      } else if (was?.token !== is?.token) met(false);
    },
  };
}

/** What a stored text says of who this was; one that we did not write says nothing. */
function remembered(text: string | null): { sub?: string; token?: string } {
  try {
    return JSON.parse(text ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** The subject that a signed token claims; only used to see whether it changed. */
export function subject(token: string): string | undefined {
  try {
    const body = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const claims = JSON.parse(atob(body)) as { sub?: unknown };
    return typeof claims.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}
