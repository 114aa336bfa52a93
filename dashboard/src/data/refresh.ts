// When pages read again by themselves: on focus, when the server is back, and by a timer.
// Does not run in a hidden tab, and does not poll for what an open event stream reports.
import { useEffect, useRef } from "preact/hooks";
import { again } from "./link";
import { streaming } from "./live";

/** Seconds between two reads, or `stream` for what the event stream reports: that is polled only while it is not open. */
export type Pace = number | "stream";

/** Seconds between two reads while the event stream is not open. */
const withoutStream = 15;

/** Calls `read` whenever the page should read again. */
export function useRefresh(read: () => unknown, pace: Pace): void {
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void latest.current();
    };
    const tick = () => {
      if (pace !== "stream" || !streaming.peek()) look();
    };
    const timer = setInterval(tick, (pace === "stream" ? withoutStream : pace) * 1000);
    addEventListener("focus", look);
    addEventListener("online", look);
    document.addEventListener("visibilitychange", look);
    let first = true;
    const stop = again.subscribe(() => {
      if (!first) look();
      first = false;
    });
    return () => {
      clearInterval(timer);
      removeEventListener("focus", look);
      removeEventListener("online", look);
      document.removeEventListener("visibilitychange", look);
      stop();
    };
  }, [pace]);
}
