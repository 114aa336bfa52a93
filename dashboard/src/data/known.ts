// What menus show at once because it was read before: members, tags and prepared messages, by project.
// Always reads again; what was shown is replaced when the answer has arrived.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { asProblem } from "./api";
import { plainly } from "./plain";

const known = new Map<string, unknown>();

/** The data under a key, null while nothing is known, and what went wrong. */
export function useKnown<T>(key: string, read: () => Promise<T>): { data: T | null; wrong: string | null } {
  const data = useSignal<T | null>((known.get(key) as T) ?? null);
  const wrong = useSignal<string | null>(null);
  useEffect(() => {
    let current = true;
    read().then(
      (found) => {
        known.set(key, found);
        if (current) data.value = found;
      },
      (cause) => {
        if (current) wrong.value = plainly(asProblem(cause));
      },
    );
    return () => {
      current = false;
    };
  }, [key]);
  return { data: data.value, wrong: wrong.value };
}
