// What somebody is typing, with the version and the values that it was based on, kept while this page is open.
// It refuses to store it anywhere else, and to forget what it was based on: a kept draft must not pass for an edit of a newer version.
import { computed, effect, type Signal, signal } from "@preact/signals";

/** What a form edits, by field. */
export type Values = Record<string, string | boolean>;

/** What was on the screen when the draft was begun. */
export type Base<V> = { values: V; version: number; etag: string | null };

/** A draft: what it is based on, and its fields, each its own signal. */
export type Draft<V extends Values> = {
  base: Signal<Base<V>>;
  /** What went out and was not answered: it may have arrived. */
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

/** What the fields of a draft hold now. */
export function typed<V extends Values>(one: Draft<V>): V {
  const entries = Object.entries(one.fields).map(([name, field]) => [name, (field as Signal).value]);
  return Object.fromEntries(entries) as V;
}

/** The fields that were changed by hand, as they are to be sent. */
export function changes<V extends Values>(one: Draft<V>): Partial<V> {
  const now = typed(one);
  return Object.fromEntries(
    differing(one.base.value.values, now).map((name) => [name, now[name]]),
  ) as Partial<V>;
}

/** A draft that nobody keeps. */
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

/** Whether something typed waits under a key. */
export function waiting(key: string): boolean {
  const known = drafts.value.get(key);
  return known !== undefined && Object.keys(changes(known)).length > 0;
}

/** Forgets all drafts: they are one member's. */
export function forgetAll(): void {
  drafts.value = new Map();
}

/** Forgets a draft that was sent or given up. */
export function forget(key: string): void {
  const rest = new Map(drafts.peek());
  rest.delete(key);
  drafts.value = rest;
}

/**
 * Puts a draft on a newer version: what was not touched follows it, what was typed stays.
 * Gives the fields that both sides changed, to different values: sending the draft replaces those.
 */
export function rebase<V extends Values>(one: Draft<V>, newest: Base<V>): (keyof V)[] {
  const old = one.base.peek().values;
  const mine = changes(one);
  const theirs = differing(old, newest.values);
  for (const name of theirs) if (!(name in mine)) one.fields[name].value = newest.values[name];
  one.base.value = newest;
  return theirs.filter((name) => name in mine && !same(mine[name], newest.values[name]));
}

/** Puts a draft of the version that its own author has just replaced on the new one: that is nobody else's change. */
export function follow<V extends Values>(key: string, replaced: number, newest: Base<V>): void {
  const known = drafts.peek().get(key) as unknown as Draft<V> | undefined;
  if (known?.base.peek().version === replaced) rebase(known, newest);
}

/** Notes that a draft goes out with the changes that it had when it was sent off; gives all that it then said. */
export function send<V extends Values>(one: Draft<V>, changed: Partial<V>): V {
  const now = { ...one.base.peek().values, ...changed };
  one.sent.value = [...one.sent.peek(), now];
  return now;
}

/** Takes it that what was `sent` has arrived. What was typed since stays, on the newest version; says whether anything was. */
export function settle<V extends Values>(one: Draft<V>, sent: V, newest: Base<V>): boolean {
  one.sent.value = [];
  const more = differing(sent, typed(one)).length > 0;
  if (more) one.base.value = newest;
  else reset(one, newest);
  return more;
}

/** Gives up what was typed. */
export function reset<V extends Values>(one: Draft<V>, newest: Base<V>): void {
  for (const name of Object.keys(newest.values) as (keyof V)[]) one.fields[name].value = newest.values[name];
  one.base.value = newest;
}

/** Whether any draft holds something that was typed and not sent. */
export const unsaved = computed(() => [...drafts.value.keys()].some(waiting));

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** Lets the browser ask before the page goes, for as long as something is unsaved; called once. */
export function guardUnsaved(): void {
  effect(() => {
    if (unsaved.value) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  });
}
