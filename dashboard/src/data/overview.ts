// The overview of a project as it is shown: numbers move at once, and lists that would change their rows or order wait until asked.
// Does not poll: it reads again when the event stream says that something changed.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { identities, merged } from "../base/overview";
import type { Overview } from "../base/types";
import type { Problem } from "./api";
import { at, call, data } from "./api";
import { useLive, useSoon } from "./live";
import { useResource } from "./resource";

/** What the page needs. */
export type Shown = {
  /** The overview, null until it is there. */
  all: Signal<Overview | null>;
  /** Whether there is a newer one with other rows. */
  fresh: Signal<boolean>;
  problem: Signal<Problem | null>;
  reload: () => Promise<void>;
  /** Shows the newer one. */
  show: () => void;
};

/** Milliseconds between a change and the read that covers it and those that follow. */
const pause = 4_000;

/** Reads the overview, and again after changes. */
export function useOverview(project: string): Shown {
  const found = useResource<Overview>(
    `overview ${project}`,
    () => data(call<Overview>("GET", `${at(project)}/overview`)),
    "stream",
  );
  const soon = useSoon(found.reload, pause);
  useLive({
    request: soon,
    report: soon,
    answers: soon,
    proposal: soon,
    deleted: soon,
    restored: soon,
    resync: soon,
  });
  const all = useSignal<Overview | null>(null);
  const fresh = useSignal(false);
  const latest = found.data.value;
  useEffect(() => {
    if (!latest) return;
    const before = all.peek();
    fresh.value = before !== null && identities(before) !== identities(latest);
    all.value = before && fresh.value ? merged(before, latest) : latest;
  }, [latest]);
  const show = () => {
    all.value = found.data.peek();
    fresh.value = false;
  };
  return { all, fresh, problem: found.problem, reload: found.reload, show };
}
