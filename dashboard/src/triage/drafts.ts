// What somebody is typing about a request, kept while this page is open.
// It refuses to store it anywhere else: a public reason half written is nobody's business yet.
import { type Signal, signal } from "@preact/signals";

/** The fields of a draft, each its own signal. */
export type Draft<Name extends string> = Record<Name, Signal<string>>;

const drafts = new Map<string, Draft<string>>();

/** The draft under a key, begun from `start` where there is none. */
export function draft<Name extends string>(key: string, start: Record<Name, string>): Draft<Name> {
  const known = drafts.get(key);
  if (known) return known as Draft<Name>;
  const fresh = Object.fromEntries(
    Object.entries<string>(start).map(([name, value]) => [name, signal(value)]),
  ) as Draft<Name>;
  drafts.set(key, fresh);
  return fresh;
}

/** Forgets a draft that was sent or given up. */
export function forget(key: string): void {
  drafts.delete(key);
}
