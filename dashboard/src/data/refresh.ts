// When pages read again by themselves: on focus, every 15 s while visible, and when the server is back.
// It refuses to run in a hidden tab.
import { useEffect, useRef } from "preact/hooks";
import { again } from "./link";

const every = 15_000;

/** Calls `read` whenever the page should look again; `seconds` changes the pace. */
export function useRefresh(read: () => unknown, seconds = every / 1000): void {
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void latest.current();
    };
    const timer = setInterval(look, seconds * 1000);
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
  }, [seconds]);
}
