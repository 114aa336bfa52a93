// The core that the loader lends, with a memory that the panel can also change.
// Refuses to know what is kept in it.
import type { Aide, Core, Memory } from "../../base/core";
import { shared } from "./shared";

/** The core once the page is followed, as it always is before the panel starts, with the panel's memory. */
export type Lent = Omit<Core, "aide"> & {
  aide(): Aide;
  /** Keeps a change; before the visitor acted only with `lasting` false, which lasts as long as the page. */
  keep(change: Memory | ((held: Memory) => Memory), lasting?: boolean): Promise<boolean>;
  forget(): void;
  /** Forgets what this page alone knows. */
  drop(): void;
  /** Keeps at once what is to be kept: the page may be about to go. */
  rush(): void;
};

/** Puts the panel's memory into the core that the loader lends. */
export function lend(given: Omit<Core, "aide"> & { aide(): Aide }): Lent {
  const memory = shared<Memory>(`yousaid:${given.key}`, {});
  return Object.assign(given, {
    memory: memory.get,
    keep: (change: Memory | ((held: Memory) => Memory), lasting?: boolean) =>
      memory.edit(
        (held) => ({ ...held, ...(typeof change === "function" ? change(held) : change) }),
        lasting,
      ),
    forget: memory.clear,
    drop: memory.drop,
    rush: () => memory.rush(),
  });
}
