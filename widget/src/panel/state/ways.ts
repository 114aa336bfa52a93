// The part of the session that votes and answers use.
// Types only, no behaviour.
import type { PanelCore } from "./core";
import type { outbox } from "./outbox";
import type { Call } from "./visitor";
import type { WidgetConfig } from "./wire";
import type { Say } from "./words";

/** What a thread needs to know of its request; the last two only where the server says them. */
export type Threaded = {
  id: string;
  title: string;
  comments?: number;
  mine?: boolean;
  voted?: boolean;
  following?: boolean;
  comments_locked?: boolean;
};

/** The outcome of a submission, with a sentence if it did not arrive. */
export type Outcome<T> =
  | { state: "sent"; data: T }
  | { state: "kept"; once: string; text: string }
  | { state: "failed"; text: string };

/** The part of the session that votes and answers use. */
export type Ways = {
  core: PanelCore;
  box: ReturnType<typeof outbox>;
  say: Say;
  announce(text: string): void;
  changed(): void;
  limits(): WidgetConfig["limits"] | undefined;
  /**
   * Delivers calls with the same `of` one at a time; `last` is whether no newer one followed. `undefined` if the visitor has
   * changed by then.
   */
  inTurn<T>(call: Call, title: string, of: string): Promise<(Outcome<T> & { last: boolean }) | undefined>;
};
