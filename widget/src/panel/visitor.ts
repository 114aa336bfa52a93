// Calls the API as this visitor: carries the token, takes a new one, drops a dead one.
// Refuses to keep a token before the visitor acted: only an answered write brings one.
import { createClient, Problem } from "@yousaid/sdk";
import type { Core } from "../core";
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

/** A name for one submission that no other has. */
export function unique(): string {
  // Missing on pages without https.
  return (
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-")
  );
}

/** The visitor of one project. */
export function visitor(core: Pick<Core, "key" | "base" | "memory" | "keep" | "forget">) {
  const client = createClient({ baseUrl: core.base, credentials: "omit" });
  let identity: string | undefined;
  let reaching = false;

  async function once<T>(call: Call): Promise<T> {
    const { token } = core.memory();
    const headers: Record<string, string> = {};
    if (token) headers.authorization = `Bearer ${token}`;
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
      const given = answer.headers.get("yousaid-visitor-token");
      if (given) core.keep({ token: given });
      return answer.data;
    } finally {
      if (keepalive) reaching = false;
    }
  }

  async function identify(token: string): Promise<Identified> {
    const { token: anonymous, sub } = core.memory();
    const carried = anonymous && !sub ? { anonymous_token: anonymous } : {};
    const done = await client.request<Identified>("POST", `/v1/p/${encodeURIComponent(core.key)}/identify`, {
      body: { token, ...carried },
    });
    identity = token;
    // The host's wish, not yet the visitor's act: nothing is stored for it.
    core.keep({ token: done.data.token, sub: subject(token), until: done.data.expires_at }, false);
    return done.data;
  }

  return {
    /** Sends a call; a dead token is dropped and the call sent once more without it. */
    async send<T>(call: Call): Promise<T> {
      const { token } = core.memory();
      try {
        return await once<T>(call);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401 || !token) throw error;
        // Another call may have met the same refusal and found a new token already.
        if (core.memory().token === token) {
          core.keep({ token: undefined, sub: undefined });
          // The host's signature may still be good when the session is not.
          if (identity) await identify(identity).catch(() => {});
        }
        return once<T>(call);
      }
    },
    /** Exchanges the host's signed token, unless this browser already holds a session of the same person. */
    async identify(token: string): Promise<Identified | undefined> {
      const held = core.memory();
      const lasts = held.until ? Date.parse(held.until) - Date.now() > 60_000 : false;
      const same = held.token && held.sub === subject(token) && lasts;
      // Somebody else used this browser before: nothing of theirs is shown or carried.
      if (held.sub && held.sub !== subject(token)) core.forget();
      if (!same) return identify(token);
      identity = token;
      return undefined;
    },
    /** Forgets who this was. */
    leave() {
      identity = undefined;
      core.forget();
    },
  };
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
