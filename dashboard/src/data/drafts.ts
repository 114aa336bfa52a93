// What somebody is typing, with the version and the values that it was based on, kept while this page is open.
// Stored nowhere else. A kept draft never counts as an edit of a newer version than the one it was based on.
import { computed, effect, type Signal, signal } from "@preact/signals";

/** The values of a form, by field. */
export type Values = Record<string, string | boolean>;

/** The values on the screen when the draft was begun. */
export type Base<V> = { values: V; version: number; etag: string | null };

/** A draft: what it is based on, and its fields, each its own signal. */
export type Draft<V extends Values> = {
  base: Signal<Base<V>>;
  /** Sent values without a response: they may have arrived. */
  sent: Signal<V[]>;
  fields: { [Name in keyof V]: Signal<V[Name]> };
};

/** How a draft was taken: whether something was typed since that has not gone out, and which version it replaced. */
export type Done = { more: boolean; replaced: number };

const drafts = signal<ReadonlyMap<string, Draft<Values>>>(new Map());

const same = (a: unknown, b: unknown): boolean =>
  typeof a === "string" && typeof b === "string" ? a.trim() === b.trim() : a === b;

/** The fields that differ between two versions. */
export function differing<V extends Values>(a: V, b: V): (keyof V)[] {
  return (Object.keys(a) as (keyof V)[]).filter((name) => !same(a[name], b[name]));
}

/** The current values of a draft's fields. */
export function typed<V extends Values>(held: Draft<V>): V {
  const entries = Object.entries(held.fields).map(([name, field]) => [name, (field as Signal).value]);
  return Object.fromEntries(entries) as V;
}

/** The fields that were changed by hand, as they are to be sent. */
export function changes<V extends Values>(held: Draft<V>): Partial<V> {
  const now = typed(held);
  return Object.fromEntries(
    differing(held.base.value.values, now).map((name) => [name, now[name]]),
  ) as Partial<V>;
}

/** A draft that is not kept. */
export function makeDraft<V extends Values>(base: Base<V>): Draft<V> {
  const fields = Object.entries(base.values).map(([name, value]) => [name, signal(value)]);
  return {
    base: signal(base),
    sent: signal<V[]>([]),
    fields: Object.fromEntries(fields) as Draft<V>["fields"],
  };
}

/** The draft under a key; one in which something was typed keeps its own base, however new `base` is. */
export function draft<V extends Values>(key: string, base: Base<V>): Draft<V> {
  const known = drafts.peek().get(key) as unknown as Draft<V> | undefined;
  if (known && Object.keys(changes(known)).length > 0) return known;
  const fresh = makeDraft(base);
  drafts.value = new Map(drafts.peek()).set(key, fresh as unknown as Draft<Values>);
  return fresh;
}

/** Whether the draft under a key has unsent changes. */
export function waiting(key: string): boolean {
  const known = drafts.value.get(key);
  return known !== undefined && Object.keys(changes(known)).length > 0;
}

/** Forgets all drafts: they belong to one member. */
export function forgetAll(): void {
  drafts.value = new Map();
}

/** Forgets a draft that was sent or discarded. */
export function forget(key: string): void {
  const rest = new Map(drafts.peek());
  rest.delete(key);
  drafts.value = rest;
}

/**
 * Rebases a draft on a newer version: untouched fields take its values, typed ones stay.
 * Returns the fields that both sides changed to different values: sending the draft replaces those.
 */
export function rebase<V extends Values>(held: Draft<V>, newest: Base<V>): (keyof V)[] {
  const old = held.base.peek().values;
  const mine = changes(held);
  const theirs = differing(old, newest.values);
  for (const name of theirs) if (!(name in mine)) held.fields[name].value = newest.values[name];
  held.base.value = newest;
  return theirs.filter((name) => name in mine && !same(mine[name], newest.values[name]));
}

/**
 * Rebases a draft of version `replaced` on the version by which the same member replaced it, which is not a conflict.
 * Returns whether there was one.
 */
export function follow<V extends Values>(key: string, replaced: number, newest: Base<V>): boolean {
  const known = drafts.peek().get(key) as unknown as Draft<V> | undefined;
  if (known?.base.peek().version !== replaced) return false;
  rebase(known, newest);
  return true;
}

/** Records that a draft is being sent with these changes; returns all of its values at that time. */
export function send<V extends Values>(held: Draft<V>, changed: Partial<V>): V {
  const now = { ...held.base.peek().values, ...changed };
  held.sent.value = [...held.sent.peek(), now];
  return now;
}

/** Records that `sent` has arrived. What was typed since stays, based on the newest version; returns whether there was any. */
export function settle<V extends Values>(held: Draft<V>, sent: V, newest: Base<V>): boolean {
  held.sent.value = [];
  const more = differing(sent, typed(held)).length > 0;
  if (more) held.base.value = newest;
  else reset(held, newest);
  return more;
}

/** Discards what was typed. */
export function reset<V extends Values>(held: Draft<V>, newest: Base<V>): void {
  for (const name of Object.keys(newest.values) as (keyof V)[]) held.fields[name].value = newest.values[name];
  held.base.value = newest;
}

/** How many actions are on their way. */
export const sending = signal(0);

/** Whether any draft has unsent changes, or something sent has no answer yet. */
export const unsaved = computed(() => sending.value > 0 || [...drafts.value.keys()].some(waiting));

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** Lets the browser ask before the page unloads while something is unsaved; called once. */
export function guardUnsaved(): void {
  effect(() => {
    if (unsaved.value) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  });
}
