// The only file that knows fetch: one call out, one typed answer or one `Problem` back.
// Does not retry, cache or keep state: the caller decides what to do about a failure.
import { type FieldError, Problem } from "./problem.js";
import type { Answer, Client, Loose, Method } from "./types.js";

/** The address of a client's server, and what is sent with every call. */
export type Settings = {
  /** Origin of the server, with or without a path; "" for the origin of the page itself. */
  baseUrl: string;
  /** Headers for every call, called again for each request, so that a token may change. */
  headers?: () => HeadersInit;
  /** The page's cookies: `omit` for a widget, `same-origin` (the default) for a dashboard. */
  credentials?: RequestCredentials;
  /** Another `fetch`, for instance the original before another script patched it. */
  fetch?: typeof fetch;
};

// Browsers refuse keepalive requests whose bodies in flight exceed 64 KiB in sum; the rest is room for a second one.
const KEEPALIVE_BYTES = 60_000;

/** Makes a client; nothing is sent before its first request. */
export function createClient(settings: Settings): Client {
  const base = settings.baseUrl.replace(/\/+$/, "");
  const send = async (method: Method, path: string, options: Loose = {}): Promise<Answer<unknown>> => {
    const url = base + fill(path, options.params) + search(options.query);
    const init = prepare(method, options, settings);
    let response: Response;
    let text: string;
    try {
      // Looked up at the call, not at creation, and called without a `this`, which browsers insist on.
      const call = settings.fetch ?? globalThis.fetch;
      response = await call(url, init);
      text = await response.text();
    } catch (cause) {
      const aborted = options.signal?.aborted === true;
      const detail = aborted ? "The request was aborted." : "The server could not be reached.";
      throw new Problem({ status: 0, code: aborted ? "aborted" : "network", detail }, cause);
    }
    const data = parse(text);
    if (!response.ok) throw refused(response, data);
    if (text && data === undefined) {
      throw new Problem({ status: response.status, code: "not_json", detail: "The response is not JSON." });
    }
    return { data, status: response.status, headers: response.headers };
  };
  return { request: send as Client["request"] };
}

function prepare(method: Method, options: Loose, settings: Settings): RequestInit {
  const headers = new Headers(settings.headers?.());
  new Headers(options.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  headers.set("accept", "application/json, application/problem+json");
  const init: RequestInit = { method, headers };
  const credentials = options.credentials ?? settings.credentials;
  if (credentials) init.credentials = credentials;
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    const body = new TextEncoder().encode(JSON.stringify(options.body));
    headers.set("content-type", "application/json");
    init.body = body;
    if (options.keepalive && body.length < KEEPALIVE_BYTES) init.keepalive = true;
  } else if (options.keepalive) {
    init.keepalive = true;
  }
  return init;
}

function fill(path: string, params: Loose["params"] = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? String(params[name]) : "";
    // An empty or dotted segment would be another route after the browser has normalised the address.
    if (/^\.{0,2}$/.test(value)) {
      throw new Problem({
        status: 0,
        code: "bad_params",
        detail: `"${value}" is not a valid value for {${name}}.`,
      });
    }
    return encodeURIComponent(value);
  });
}

function search(query: object = {}): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    // Lists go as `status=new,planned`, the way the server reads them.
    if (value !== undefined && value !== null) found.set(name, String(value));
  }
  const text = found.toString();
  return text && `?${text}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(response: Response, data: unknown): Problem {
  const body = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  const word = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : undefined);
  const requestId = word("request_id") ?? response.headers.get("x-request-id") ?? undefined;
  const retryAfter = wait(response.headers.get("retry-after"));
  return new Problem({
    status: response.status,
    code: word("code") ?? (response.status === 304 ? "not_modified" : "http"),
    detail: word("detail") ?? word("title") ?? `The server responded with status ${response.status}.`,
    ...(Array.isArray(body.errors) && { errors: body.errors as FieldError[] }),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function wait(header: string | null): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}
