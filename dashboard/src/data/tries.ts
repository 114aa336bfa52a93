// Writes that got no response: when sent again, they carry the idempotency key of the first attempt, so that the server does them once.
// Does not send anything by itself. A write with different content is a different write, with a key of its own.
import { Problem, unique } from "@yousaid/sdk";

const pending = new Map<string, string>();

/** Whether the server may have done the write although it failed here: then the key is still needed. */
function mayBeDone(cause: unknown): boolean {
  if (!(cause instanceof Problem)) return true;
  const { status, code } = cause;
  return status < 400 || status >= 500 || [401, 408, 425, 429].includes(status) || code === "in_flight";
}

/**
 * Sends a write that is identified by its content, `what`. Each `what` has its own key, which stays the same until a response
 * has arrived; `again` is true if an earlier attempt got no response.
 */
export async function attempt<A>(
  what: unknown,
  send: (key: string, again: boolean) => Promise<A>,
): Promise<A> {
  const name = JSON.stringify(what);
  const known = pending.get(name);
  const key = known ?? unique();
  pending.set(name, key);
  try {
    const answer = await send(key, known !== undefined);
    pending.delete(name);
    return answer;
  } catch (cause) {
    if (!mayBeDone(cause)) pending.delete(name);
    throw cause;
  }
}
