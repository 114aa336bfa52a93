// Word from the server of what changes, as it changes: one stream for the project on the screen.
// It refuses to run in a hidden tab, and to read anything itself: pages say what the word means to them.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ReportsChanged, RequestsMoved, ScreensAnswered } from "../base/types";

/** What a page does when it hears something; `resync` means that more changed than was told. */
export type Ears = {
  request?: (told: RequestsMoved) => void;
  report?: (told: ReportsChanged) => void;
  answers?: (told: ScreensAnswered) => void;
  resync?: () => void;
};

const names = ["request", "report", "answers", "resync"] as const;

/** Milliseconds until a stream that was refused is asked for again, and at random up to as many more. */
const patience = 20_000;

/** Whether the stream is open. While it is not, pages poll for what it would report. */
export const streaming = signal(false);

const ears = new Set<{ latest: Ears }>();
let project: string | null = null;
let stream: EventSource | null = null;
let heard = "";
let retry: ReturnType<typeof setTimeout> | undefined;
// Whether changes may have been missed that the next stream does not replay, since no event id is known yet.
let missed = false;

function tell(name: (typeof names)[number], text: string): void {
  const told = JSON.parse(text);
  for (const one of ears) one.latest[name]?.(told);
}

function close(): void {
  clearTimeout(retry);
  stream?.close();
  stream = null;
  streaming.value = false;
}

function open(): void {
  close();
  if (!project || document.visibilityState !== "visible") return;
  const after = heard ? `?after=${encodeURIComponent(heard)}` : "";
  const made = new EventSource(`/v1/projects/${encodeURIComponent(project)}/events${after}`);
  stream = made;
  for (const name of names) {
    made.addEventListener(name, (event) => {
      heard = event.lastEventId;
      tell(name, event.data);
    });
  }
  made.addEventListener("open", () => {
    if (stream !== made) return;
    streaming.value = true;
    if (missed) for (const one of ears) one.latest.resync?.();
    missed = false;
  });
  made.addEventListener("error", () => {
    if (stream !== made) return;
    // A stream that was open has an id, which the browser sends when it reconnects.
    if (!heard && !streaming.peek()) missed = true;
    streaming.value = false;
    // A browser reconnects by itself after a cut, but never after a refusal.
    if (made.readyState === EventSource.CLOSED) retry = setTimeout(open, patience * (1 + Math.random()));
  });
}

/** Listens to a project for as long as its pages are shown. */
export function useStream(of: string): void {
  useEffect(() => {
    project = of;
    heard = "";
    missed = false;
    open();
    document.addEventListener("visibilitychange", open);
    return () => {
      document.removeEventListener("visibilitychange", open);
      project = null;
      close();
    };
  }, [of]);
}

/** Does something when the stream tells something. */
export function useLive(does: Ears): void {
  const one = useRef({ latest: does }).current;
  one.latest = does;
  useEffect(() => {
    ears.add(one);
    return () => void ears.delete(one);
  }, [one]);
}

/** The same act, but soon instead of at once, and once for all calls until then: many pages hear the same word. */
export function useSoon(act: () => unknown, milliseconds: number): () => void {
  const latest = useRef(act);
  latest.current = act;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(
      () => {
        timer.current = undefined;
        void latest.current();
      },
      milliseconds * (0.5 + Math.random()),
    );
  };
}
