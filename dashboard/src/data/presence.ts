// Which request each member has open: tells the server what this page shows, and knows what the others have.
// Polls nothing: the event stream tells, and the server forgets a member whose streams have all ended.
import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PresentMember } from "../base/types";
import { at, call } from "./api";
import { streaming, useLive } from "./live";
import { session } from "./session";

/** Milliseconds that a request has to be open before it is told: stepping through the list opens none. */
const pause = 400;
/** Milliseconds between two tries to be told again, when the server no longer knows. */
const again = 10_000;

const members = signal<PresentMember[]>([]);
let open: { project: string; request: string } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let told = 0;

// Nobody tells of those who leave while there is no stream.
effect(() => {
  if (!streaming.value) members.value = [];
  else if (open) tell(open.project);
});

function tell(project: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    told = Date.now();
    const request = open?.project === project ? open.request : null;
    // It is a courtesy: nobody has to hear that it failed.
    call("PUT", `${at(project)}/presence`, { body: { request } }).catch(() => {});
  }, pause);
}

/** Receives who has which request open, as long as pages of the project are shown. */
export function usePresence(): void {
  useLive({
    presence: (event) => {
      members.value = event.members;
      const own = session.peek()?.member.id;
      const known = event.members.some((one) => one.id === own);
      if (open && !known && Date.now() - told > again) tell(open.project);
    },
  });
}

/** Tells that this request is open, until it no longer is. */
export function useOpen(project: string, request: string): void {
  useEffect(() => {
    open = { project, request };
    tell(project);
    return () => {
      open = null;
      tell(project);
    };
  }, [project, request]);
}

/** The names of the others who have a request open. */
export function others(request: string): string[] {
  const own = session.value?.member.id;
  return members.value
    .filter((one) => one.request === request && one.id !== own)
    .map((one) => one.name)
    .sort((a, b) => a.localeCompare(b));
}
