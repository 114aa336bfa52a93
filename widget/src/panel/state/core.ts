// The loader's core, with a memory that the panel can also change.
import type { Aide, Core, Memory } from "../../base/core";
import { recall } from "../../base/memory";
import { shared } from "../../base/shared";

/** The core after the recorder's chunk is loaded, which it is before the panel starts, with the panel's memory. */
export type PanelCore = Omit<Core, "aide"> & {
  aide(): Aide;
  /** Keeps a change; before the visitor acted only with `lasting` false, which keeps it as long as the page. */
  keep(change: Memory | ((held: Memory) => Memory), lasting?: boolean): Promise<boolean>;
  /** Keeps what was learned without the visitor acting: stored where the visitor's token is stored already. */
  note(change: Memory): void;
  forget(): void;
  /** Forgets changes that were not stored. */
  drop(): void;
  /** Stores immediately what is to be stored: the page may be about to unload. */
  rush(): void;
};

/** Replaces the memory of the loader's core by the panel's. */
export function withMemory(core: Omit<Core, "aide"> & { aide(): Aide }): PanelCore {
  const name = `yousaid:${core.key}`;
  const memory = shared<Memory>(name, {});
  return Object.assign(core, {
    memory: memory.get,
    keep: (change: Memory | ((held: Memory) => Memory), lasting?: boolean) =>
      memory.edit(
        (held) => ({ ...held, ...(typeof change === "function" ? change(held) : change) }),
        lasting,
      ),
    note: (change: Memory) => void memory.edit((held) => ({ ...held, ...change }), !!recall(name).token),
    forget: memory.clear,
    drop: memory.drop,
    rush: () => memory.rush(),
  });
}
