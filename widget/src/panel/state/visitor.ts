// Calls the API as this visitor: sends the token, stores a new one, drops an invalid one.
// Stores no token before the visitor acted, and never sends or returns one person's call as another's.
import { createClient, Problem, unique } from "@yousaid/sdk";
import { LEFT } from "../../base/memory";
import { alone } from "./alone";
import type { PanelCore } from "./core";
import type { Identified } from "./wire";

/** One call, as plain data, so that it can wait in the outbox. */
export type Call = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/v1/p/{key}`. */
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** The idempotency key. */
  once?: string;
  signal?: AbortSignal;
};

/** Timeout of a call in milliseconds: long enough for a slow phone, short enough to wait for the message. */
export const TIMEOUT_MS = 20_000;

/** The part of the core that the visitor uses. */
type VisitorCore = Pick<PanelCore, "key" | "base" | "memory" | "keep" | "forget" | "drop">;

/** The visitor of one project; `met` is called when the token changes, and with true when another person begins. */
export function visitor(core: VisitorCore, met: (other: boolean) => void = () => {}) {
  const client = createClient({ baseUrl: core.base, credentials: "omit" });
  const lock = `yousaid:${core.key}:first`;
  let identity: string | undefined;
  // The signed identity that could not be exchanged yet.
  let wanted: string | undefined;
  let reaching = false;
  // The number of the person who acts: rises when another person begins.
  let person = 0;
  // Of identify and logout the last one wins.
  let turn = 0;
  let stop: AbortController | undefined;
  let asking: Promise<unknown> | undefined;

  function same(who: number) {
    if (who !== person)
      throw new Problem({ status: 0, code: "person_changed", detail: "This was meant as another person." });
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
      signal: call.signal ?? AbortSignal.timeout(TIMEOUT_MS),
    };
    const path = `/v1/p/${encodeURIComponent(core.key)}${call.path}`;
    try {
      const answer = await client
        .request<T>(call.method, path, { ...options, keepalive })
        .catch((error: Problem) => {
          // The sum of keepalive bodies is too large, or the network failed: without keepalive the call may succeed.
          if (!keepalive || error.status || error.code === "aborted" || !navigator.onLine) throw error;
          return client.request<T>(call.method, path, options);
        });
      same(who);
      const issued = answer.headers.get("yousaid-visitor-token");
      if (issued && !token) await core.keep((now) => (now.token ? {} : { token: issued, seed: undefined }));
      // The visitor acted: from now on an identity from the host is stored too.
      else if (call.method !== "GET") core.keep({});
      return answer.data;
    } finally {
      if (keepalive) reaching = false;
    }
  }

  /** Writes while there is no token, one at a time across all tabs, so that the next write has the token of the first. */
  async function first<T>(call: Call, who: number): Promise<T> {
    const done = await alone(lock, async () => {
      same(who);
      if (core.memory().token) return undefined;
      // Stored before anything is sent: the response may be lost, and the next attempt must be the same visitor.
      const seed = unique();
      if (!core.memory().seed) await core.keep((now) => (now.seed ? {} : { seed }));
      return { data: await once<T>(call, who) };
    });
    return done ? done.data : once(call, who);
  }

  const write = <T>(call: Call, who: number): Promise<T> =>
    call.method === "GET" || core.memory().token ? once<T>(call, who) : first<T>(call, who);

  /** Exchanges a signed identity unless a newer call supersedes it; after a first write, whose visitor is merged. */
  function exchange(signed: string): Promise<Identified | undefined> {
    const mine = ++turn;
    stop?.abort();
    wanted = undefined;
    const ending = new AbortController();
    stop = ending;
    const exchanged = alone(lock, async () => {
      if (mine !== turn) return undefined;
      const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
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
          // Superseded, which is no failure.
          if (mine !== turn) return undefined;
          if (!(error instanceof Problem) || !error.status || error.status >= 500) wanted = signed;
          throw error;
        });
      if (!done || mine !== turn) return undefined;
      const { token, expires_at: until } = done.data;
      identity = signed;
      // Requested by the host, not by the visitor: nothing is stored for it yet.
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

  /** Begins as another person. */
  function begin() {
    person++;
    identity = wanted = undefined;
    met(true);
  }

  return {
    /** The number of the person who acts; another number is another person. */
    person: () => person,
    /** Sends a call; an invalid token is dropped and the call sent once more without it. */
    async send<T>(call: Call): Promise<T> {
      const who = person;
      // A write during an exchange is sent as the identified person.
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
        // An exchange merges the anonymous visitor before its response arrives.
        await asking;
        same(who);
        // Another call may have been refused too and already have a new token.
        if (core.memory().token === token) {
          await core.keep((now) => (now.token === token ? { token: undefined, sub: undefined } : {}));
          // The signed identity may still be valid when the visitor token is not.
          if (identity) await exchange(identity).catch(() => {});
          else met(false);
        }
        return write<T>(call, who);
      }
    },
    /** Exchanges the host's signed identity, unless this browser already has a valid token of the same person. */
    async identify(token: string): Promise<Identified | undefined> {
      const held = core.memory();
      const sub = subject(token);
      const lasts = held.until ? Date.parse(held.until) - Date.now() > 60_000 : false;
      // Another person used this browser before: nothing of theirs is shown or merged.
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
    /** Logs out. */
    leave() {
      turn++;
      stop?.abort();
      core.forget();
      begin();
    },
    /** Handles a change of the memory by another tab. */
    onStorage(before: string | null, after: string | null) {
      const [was, is] = [before, after].map(remembered);
      if (after === LEFT || (was?.sub && was.sub !== is?.sub)) {
        // Forgets everything of the previous person, including changes that were not stored.
        core.drop();
        turn++;
        stop?.abort();
        begin();
      } else if (was?.token !== is?.token) met(false);
    },
  };
}

/** Subject and token in a stored text; empty if we did not write it. */
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
