// The way into a board for identified visitors: sends the identity that stands behind `#`, and goes on to the board.
// Leaves no identity in the address or the history.
import { createClient } from "@yousaid/sdk";
import { recall } from "../base/memory";
import { say } from "./words";

type Entered = { key: string; token: string; until: string };

/** Enters, where the page is the one for it. */
export async function enter(): Promise<void> {
  const told = document.getElementById("enter");
  if (!told) return;
  const identity = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  history.replaceState(null, "", location.pathname + location.search);
  const client = createClient({ baseUrl: "", headers: () => ({ "yousaid-csrf": "1" }) });
  try {
    const { data } = await client.request<Entered>("POST", location.pathname, { body: { token: identity } });
    const name = `yousaid:${data.key}`;
    const { token: held, sub } = recall(name);
    let { token } = data;
    // What the visitor did here before is carried over, as the widget does; another person's is not.
    if (held && !sub) {
      const path = `/v1/p/${encodeURIComponent(data.key)}/identify`;
      const body = { token: identity, anonymous_token: held };
      const carried = await client
        .request<{ token: string }>("POST", path, { body, credentials: "omit" })
        .catch(() => undefined);
      token = carried?.data.token ?? token;
    }
    keep(name, { token, sub: subject(identity), until: data.until });
    location.replace(`./${location.search}`);
  } catch {
    told.textContent = say("enter_failed");
  }
}

function keep(name: string, memory: Record<string, unknown>) {
  try {
    localStorage.setItem(name, JSON.stringify(memory));
  } catch {
    // Storage is denied: the board is read all the same.
  }
}

/** The subject that a signed token claims. */
function subject(token: string): unknown {
  const body = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(atob(body)).sub;
}
