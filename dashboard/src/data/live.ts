// Changes in real time: one event stream from the server for the project on the screen.
// Does not run in a hidden tab, and reads nothing itself: pages define what an event means to them.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  PresenceChanged,
  ProjectChanged,
  ProposalsChanged,
  RankingChanged,
  ReleaseNotesChanged,
  ReportsChanged,
  RequestsDeleted,
  RequestsMoved,
  RequestsRestored,
  ScreensAnswered,
  ViewsChanged,
} from "../base/types";

/** What a page does with each kind of event; `resync` means that events were missed. */
export type Listeners = {
  request?: (event: RequestsMoved) => void;
  report?: (event: ReportsChanged) => void;
  answers?: (event: ScreensAnswered) => void;
  release_note?: (event: ReleaseNotesChanged) => void;
  proposal?: (event: ProposalsChanged) => void;
  ranking?: (event: RankingChanged) => void;
  project?: (event: ProjectChanged) => void;
  view?: (event: ViewsChanged) => void;
  presence?: (event: PresenceChanged) => void;
  deleted?: (event: RequestsDeleted) => void;
  restored?: (event: RequestsRestored) => void;
  resync?: () => void;
};

const names = [
  "request",
  "report",
  "answers",
  "release_note",
  "proposal",
  "ranking",
  "project",
  "view",
  "presence",
  "deleted",
  "restored",
  "resync",
] as const;

/** Milliseconds until a stream that was refused is opened again, and at random up to as many more. */
const retryDelay = 20_000;

/** Whether the stream is open. While it is not, pages poll for what it would report. */
export const streaming = signal(false);

const listeners = new Set<{ latest: Listeners }>();
let project: string | null = null;
let stream: EventSource | null = null;
let lastEventId = "";
let retry: ReturnType<typeof setTimeout> | undefined;
// Whether changes may have been missed that the next stream does not replay, since no event id is known yet.
let missed = false;

function dispatch(name: (typeof names)[number], text: string): void {
  const event = JSON.parse(text);
  for (const entry of listeners) entry.latest[name]?.(event);
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
  const after = lastEventId ? `?after=${encodeURIComponent(lastEventId)}` : "";
  const made = new EventSource(`/v1/projects/${encodeURIComponent(project)}/events${after}`);
  stream = made;
  for (const name of names) {
    made.addEventListener(name, (event) => {
      lastEventId = event.lastEventId;
      dispatch(name, event.data);
    });
  }
  made.addEventListener("open", () => {
    if (stream !== made) return;
    streaming.value = true;
    if (missed) for (const entry of listeners) entry.latest.resync?.();
    missed = false;
  });
  made.addEventListener("error", () => {
    if (stream !== made) return;
    // A stream that was open has an id, which the browser sends when it reconnects.
    if (!lastEventId && !streaming.peek()) missed = true;
    streaming.value = false;
    // A browser reconnects by itself after a cut, but never after a refusal.
    if (made.readyState === EventSource.CLOSED) retry = setTimeout(open, retryDelay * (1 + Math.random()));
  });
}

/** Listens to a project for as long as its pages are shown. */
export function useStream(of: string): void {
  useEffect(() => {
    project = of;
    lastEventId = "";
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

/** Calls the listeners when an event arrives. */
export function useLive(listener: Listeners): void {
  const entry = useRef({ latest: listener }).current;
  entry.latest = listener;
  useEffect(() => {
    listeners.add(entry);
    return () => void listeners.delete(entry);
  }, [entry]);
}

/** A call that is delayed by a random time and covers all calls until then, so that open pages do not read simultaneously. */
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
