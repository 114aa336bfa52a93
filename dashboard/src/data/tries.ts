// Writes whose answer did not come: sent again they carry the key of the first try, so that the server does them once.
// It refuses to send anything by itself, and to take what says something else for the same write.
import { Problem, unique } from "@yousaid/sdk";

const open = new Map<string, string>();

/** Whether a failure leaves it open if an earlier try was done: then the key is still needed. */
function undecided(cause: unknown): boolean {
  if (!(cause instanceof Problem)) return true;
  const { status, code } = cause;
  return status < 400 || status >= 500 || [401, 408, 425, 429].includes(status) || code === "in_flight";
}

/**
 * Sends a write that is told by `what` it says. The key stays the same until an answer has come, and another `what` has
 * another key; `again` is true where an earlier try was not answered.
 */
export async function attempt<A>(
  what: unknown,
  send: (key: string, again: boolean) => Promise<A>,
): Promise<A> {
  const name = JSON.stringify(what);
  const known = open.get(name);
  const key = known ?? unique();
  open.set(name, key);
  try {
    const answer = await send(key, known !== undefined);
    open.delete(name);
    return answer;
  } catch (cause) {
    if (!undecided(cause)) open.delete(name);
    throw cause;
  }
}
