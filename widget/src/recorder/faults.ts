// Turns faults of the page into steps: errors, console.error, failed requests.
// Does not change what it wraps: same arguments, same results, same unhandled rejections; all unwrapped at stop.
import type { Raw } from "../base/step";
import { listen } from "./listen";
import type { steps } from "./steps";
import { wrap } from "./wrap";

type Fault = Omit<Raw, "n" | "at">;

/** A thrown value as text, at most 4000 characters. */
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

/** An address without the values of its query, which differ each time and may be private. */
export function blank(address: string): string {
  return address.replace(/=[^&#]*/g, "=");
}

/** Listens to faults until the returned function is called; requests to `own` are the widget's and not recorded. */
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
      // Hosts that mock their requests in tests may return any value.
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
    wrap(console, "error", (call, self, args) => {
      note(() => ({ kind: "console_error", message: message(args.map(said).join(" ")) }));
      return Reflect.apply(call, self, args);
    }),
    wrap(window, "fetch", (call, self, args) => {
      const result = Reflect.apply(call, self, args) as unknown;
      // A promise subclass of another wrapper is returned unchanged.
      if (!(result instanceof Promise) || result.constructor !== Promise) return result;
      const [input, init] = args as [RequestInfo | URL, RequestInit?];
      const request = input instanceof Request ? input : undefined;
      const method = String(init?.method ?? request?.method ?? "GET");
      const url = request?.url ?? String(input);
      // Returning a promise derived from it keeps an unhandled rejection unhandled, and a handled one handled.
      return result.then(
        (answer: Response) => {
          http(method, url, answer.status);
          return answer;
        },
        (error: unknown) => {
          const { name } = (error ?? {}) as Error;
          // The host may abort with any reason, which is no fault; a timeout is one.
          const aborted = (init?.signal ?? request?.signal)?.aborted || name === "AbortError";
          if (!aborted || name === "TimeoutError") http(method, url, 0);
          throw error;
        },
      );
    }),
    wrap(XMLHttpRequest.prototype, "open", (call, self, args) => {
      sent.set(self as object, [String(args[0]), String(args[1])]);
      return Reflect.apply(call, self, args);
    }),
    wrap(XMLHttpRequest.prototype, "send", (call, self, args) => {
      const request = self as XMLHttpRequest;
      const [method, url] = sent.get(request) ?? ["GET", ""];
      const stop = listen(
        "readystatechange error timeout loadend",
        ({ type }) => {
          // The status is read as soon as it is final: an abort after that clears it, and is no fault.
          if (type === "loadend") stop();
          else if (type !== "readystatechange") http(method, url, 0);
          else if (request.readyState === 4 && request.status) http(method, url, request.status);
        },
        request,
      );
      return Reflect.apply(call, self, args);
    }),
  ];
  return () => {
    for (const run of undo) run();
  };
}

// Format directives of the console carry no meaning for a reader.
function said(part: unknown): string {
  return typeof part === "string" ? part.replace(/%[csdifoO]/g, "").trim() : message(part);
}
