// Turns what the page gets wrong into steps: errors, console.error, failed requests.
// Refuses to change what it wraps: same arguments, same results, same unhandled rejections; all taken back at stop.
import type { Raw } from "../base/step";
import { listen } from "./listen";
import type { steps } from "./steps";
import { wrap } from "./wrap";

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
  for (const event of early.splice(0)) failed(event, Math.round(performance.timeOrigin + event.timeStamp));

  const sent = new WeakMap<object, [method: string, url: string]>();
  const undo = [
    listen("error unhandledrejection", (event) => failed(event)),
    wrap(console, "error", (call, self, given) => {
      note(() => ({ kind: "console_error", message: message(given.map(said).join(" ")) }));
      return Reflect.apply(call, self, given);
    }),
    wrap(window, "fetch", (call, self, given) => {
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
    wrap(XMLHttpRequest.prototype, "open", (call, self, given) => {
      sent.set(self as object, [String(given[0]), String(given[1])]);
      return Reflect.apply(call, self, given);
    }),
    wrap(XMLHttpRequest.prototype, "send", (call, self, given) => {
      const request = self as XMLHttpRequest;
      const [method, url] = sent.get(request) ?? ["GET", ""];
      const stop = listen(
        "readystatechange error timeout loadend",
        ({ type }) => {
          // The status is read as soon as it is final: an abort after that takes it away, and is nobody's fault.
          if (type === "loadend") stop();
          else if (type !== "readystatechange") http(method, url, 0);
          else if (request.readyState === 4 && request.status) http(method, url, request.status);
        },
        request,
      );
      return Reflect.apply(call, self, given);
    }),
  ];
  return () => {
    for (const put of undo) put();
  };
}

// Format directives of the console carry no meaning for a reader.
function said(part: unknown): string {
  return typeof part === "string" ? part.replace(/%[csdifoO]/g, "").trim() : message(part);
}
