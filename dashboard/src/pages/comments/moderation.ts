// Showing and hiding the comments of the queue: at once on the screen, then on the server, and taking it back.
// Keeps one change to take back, the latest, as long as the page is open.
import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { changedBy, type Queue, takenBackBy } from "../../base/queue";
import type { QueuedComment } from "../../base/types";
import { asProblem, type Problem } from "../../data/api";
import { comments } from "../../data/comments";
import type { Paged } from "../../data/paged";
import { c } from "../../words/comments";
import { t } from "../../words/texts";

/** What can be done with the queue. */
export type Moderation = {
  /** Why something was not done. */
  problem: Signal<Problem | null>;
  /** Shows comments to visitors, or hides them. */
  moderate: (rows: QueuedComment[], shown: boolean) => void;
  /** Takes back the latest change. */
  undo: () => void;
};

type Step = { rows: QueuedComment[]; shown: boolean };

/** Moderation of a list. */
export function useModeration(project: string, state: Queue, list: Paged<QueuedComment>): Moderation {
  const problem = useSignal<Problem | null>(null);
  const back = useRef<Step | null>(null);
  /** Returns those that the server took. */
  const send = async ({ rows, shown }: Step): Promise<QueuedComment[]> => {
    const done: QueuedComment[] = [];
    problem.value = null;
    for (const row of rows) {
      try {
        await comments.show(project, row.request_id, row.id, shown);
        done.push(row);
      } catch (cause) {
        problem.value = asProblem(cause);
      }
    }
    // What was refused is where it was.
    if (done.length < rows.length) await list.reload();
    return done;
  };
  const undo = async () => {
    const step = back.current;
    if (!step) return announce(t.acts.nothing);
    back.current = null;
    const done = await send(step);
    await list.reload();
    if (done.length > 0) announce(told(done.length, step.shown, "shown"));
  };
  const moderate = async (asked: QueuedComment[], shown: boolean) => {
    const rows = changedBy(asked, shown);
    if (rows.length === 0) return;
    for (const { id } of rows) {
      list.own(id);
      list.drop(id);
    }
    const done = await send({ rows, shown });
    if (done.length === 0) return;
    const by = takenBackBy(state, shown);
    back.current = by === null ? null : { rows: done, shown: by };
    announce(told(done.length, shown, state), by === null ? undefined : () => void undo());
  };
  return { problem, moderate: (rows, shown) => void moderate(rows, shown), undo: () => void undo() };
}

function told(n: number, shown: boolean, before: Queue): string {
  if (!shown) return c.queue.isHidden(n);
  return before === "pending" ? c.queue.approved(n) : c.queue.isShown(n);
}
