// What votes and answers need of the session that they belong to.
// Types only: refuses to hold behaviour.
import type { Lent } from "./lent";
import type { outbox } from "./outbox";
import type { Call } from "./visitor";
import type { WidgetConfig } from "./wire";
import type { Say } from "./words";

/** What became of a submission, with a sentence where it did not arrive. */
export type Outcome<T> =
  | { state: "sent"; data: T }
  | { state: "kept"; once: string; text: string }
  | { state: "failed"; text: string };

/** What votes and answers need of the session. */
export type Ways = {
  core: Lent;
  box: ReturnType<typeof outbox>;
  say: Say;
  announce(text: string): void;
  changed(): void;
  limits(): WidgetConfig["limits"] | undefined;
  /** Delivers one after the other what has the same `of`; `last` tells whether nothing came after it, nothing who is gone. */
  inTurn<T>(call: Call, title: string, of: string): Promise<(Outcome<T> & { last: boolean }) | undefined>;
};
