// Turns what the page gets wrong into steps: errors, console.error, failed requests.
// Refuses to change what it wraps: same arguments, same results, same unhandled rejections; all taken back at stop.
import type { Raw, steps } from "./steps";

type Fault = Omit<Raw, "n" | "at">;

/** A message as text, as far as it may be looked at. */
export function message(thrown: unknown): string {
  let said: string;
  try {
    said =
      thrown instanceof Error
        ? `${thrown.name}: ${thrown.message}`
        : typeof thrown === "object" && thrown
          ? ((JSON.stringify(thrown) as string | undefined) ?? String(thrown))
          : String(thrown);
  } catch {
    said = "?";
  }
  return said.slice(0, 4000);
}

/** An address without the values of its query, which differ each time and are nobody's business. */
export function blank(address: string): string {
  return address.replace(/=[^&#]*/g, "=");
}

/** Wraps a function of the host by a proxy, which keeps its name, length and text; gives back how to take it off. */
function wrap<K extends string, F extends (...given: never[]) => unknown>(
  owner: Record<K, F>,
  name: K,
  apply: (call: F, self: unknown, given: unknown[]) => unknown,
): () => void {
  const original = owner[name];
  if (typeof original !== "function") return () => {};
  let on = true;
  const patched = new Proxy(original, {
    apply: (call, self, given) => (on ? apply(call, self, given) : Reflect.apply(call, self, given)),
  });
  owner[name] = patched;
  return () => {
    on = false;
    // Someone may have wrapped ours since: then it stays, and does nothing.
    if (owner[name] === patched) owner[name] = original;
  };
}

/** Listens to faults until the returned function is called; requests to `own` are the widget's and left out. */
export function faults(list: ReturnType<typeof steps>, own: string, early: Event[] = []): () => void {
  const note = (make: () => Fault | undefined, at?: number) => {
    try {
      const fault = make();
      if (fault) list.add(fault, undefined, at);
    } catch {
      // A recorder that fails must not be noticed by the page.
    }
  };
  const http = (method: string, address: string, status: number) =>
    note(() => {
      const url = new URL(address, location.href).href;
      if (url.startsWith(own) || (status > 0 && status < 400)) return undefined;
      // Hosts that answer their own requests in tests may give anything.
      const code = status > 0 && status < 1000 ? Math.round(status) : 0;
      return { kind: "http", method, url: blank(url), status: code };
    });
  const failed = (event: Event, at?: number) => {
    const { type, reason, error, message: said } = event as ErrorEvent & PromiseRejectionEvent;
    if (type === "error" && !said) return;
    note(
      () =>
        type === "error"
          ? { kind: "error", message: message(error ?? said) }
          : { kind: "rejection", message: message(reason) },
      at,
    );
  };
  const heard = (event: Event) => failed(event);
  for (const event of early.splice(0)) failed(event, Math.round(performance.timeOrigin + event.timeStamp));
  addEventListener("error", heard);
  addEventListener("unhandledrejection", heard);

  const sent = new WeakMap<object, [method: string, url: string]>();
  type Any = Record<string, (...given: never[]) => unknown>;
  const undo = [
    wrap(console as unknown as Any, "error", (call, self, given) => {
      note(() => ({ kind: "console_error", message: message(given.map(said).join(" ")) }));
      return Reflect.apply(call, self, given);
    }),
    wrap(window as unknown as Any, "fetch", (call, self, given) => {
      const result = Reflect.apply(call, self, given) as unknown;
      // Another wrapper's richer promise is handed on untouched.
      if (!(result instanceof Promise) || result.constructor !== Promise) return result;
      const [input, init] = given as [RequestInfo | URL, RequestInit?];
      const request = input instanceof Request ? input : undefined;
      const method = String(init?.method ?? request?.method ?? "GET");
      const url = request?.url ?? String(input);
      // Handing on a promise derived from it keeps an unhandled rejection unhandled, and a handled one handled.
      return result.then(
        (answer: Response) => {
          http(method, url, answer.status);
          return answer;
        },
        (error: unknown) => {
          const { name } = (error ?? {}) as Error;
          // The host may give any reason for its abort; that nothing came in time is no choice of its own.
          const given = (init?.signal ?? request?.signal)?.aborted || name === "AbortError";
          if (!given || name === "TimeoutError") http(method, url, 0);
          throw error;
        },
      );
    }),
    wrap(XMLHttpRequest.prototype as unknown as Any, "open", (call, self, given) => {
      sent.set(self as object, [String(given[0]), String(given[1])]);
      return Reflect.apply(call, self, given);
    }),
    wrap(XMLHttpRequest.prototype as unknown as Any, "send", (call, self, given) => {
      const request = self as XMLHttpRequest;
      const [method, url] = sent.get(request) ?? ["GET", ""];
      const names = ["readystatechange", "error", "timeout", "loadend"];
      const ended = (event: Event) => {
        // The status is read as soon as it is final: an abort after that takes it away, and is nobody's fault.
        if (event.type === "readystatechange") {
          if (request.readyState === 4 && request.status) http(method, url, request.status);
        } else if (event.type !== "loadend") http(method, url, 0);
        if (event.type === "loadend") for (const name of names) request.removeEventListener(name, ended);
      };
      for (const name of names) request.addEventListener(name, ended);
      return Reflect.apply(call, self, given);
    }),
  ];
  return () => {
    removeEventListener("error", heard);
    removeEventListener("unhandledrejection", heard);
    for (const put of undo) put();
  };
}

// Format directives of the console carry no meaning for a reader.
function said(part: unknown): string {
  return typeof part === "string" ? part.replace(/%[csdifoO]/g, "").trim() : message(part);
}
