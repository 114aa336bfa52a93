// The form for a suggestion: offers similar requests while the visitor types, and sends by the API of the widget.
// Keeps the text until the server has it.
import { unique } from "@yousaid/sdk";
import { refusal, type Visitor } from "./visitor";
import { voteButton } from "./votes";
import { announce, say } from "./words";

type Similar = {
  id: string;
  number: number;
  title: string;
  votes: number;
  baseline_votes: number;
  likely: boolean;
};
type Made = { number: number };

/** Milliseconds without typing after which similar requests are looked up. */
const PAUSE_MS = 300;
/** Characters of a title that say enough to compare. */
const ENOUGH = 3;

const element = <K extends keyof HTMLElementTagNameMap>(name: K, text = ""): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

/** Makes the form of the page work. */
export function suggest(visitor: Visitor): void {
  const form = document.querySelector<HTMLFormElement>("#suggest");
  const sent = document.getElementById("sent");
  const similar = document.getElementById("similar");
  const wrong = document.getElementById("wrong");
  const title = form?.querySelector<HTMLInputElement>("#title");
  const body = form?.querySelector<HTMLTextAreaElement>("#body");
  const button = form?.querySelector<HTMLButtonElement>("[type=submit]");
  if (!form || !sent || !similar || !wrong || !title || !body || !button) return;
  form.hidden = false;
  const address = (number: number) => `${form.dataset.requests}${number}${location.search}`;
  const complain = (text: string) => {
    wrong.textContent = text;
    wrong.hidden = !text;
    title.ariaInvalid = text ? "true" : null;
  };

  let pause: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  // The similar requests that were opened.
  const opened = new Set<string>();
  async function look() {
    asking?.abort();
    const q = title?.value.trim() ?? "";
    const found = q.length < ENOUGH ? [] : await alike(q).catch(() => undefined);
    if (found && similar) offer(found.filter((one) => one.likely));
  }
  async function alike(q: string): Promise<Similar[]> {
    asking = new AbortController();
    const query = { q, body: body?.value.trim().slice(0, 1000) || undefined, limit: "5" };
    const { signal } = asking;
    const list = await visitor.send<{ items: Similar[] }>({
      method: "GET",
      path: "/requests/similar",
      query,
      signal,
    });
    return list.items;
  }
  function offer(found: Similar[]) {
    const rows = found.map((one) => {
      const row = element("li");
      const what = element("div");
      const heading = element("h3");
      const link = element("a", one.title);
      row.className = "row";
      what.className = "what";
      link.href = address(one.number);
      link.dir = "auto";
      // Also with another button, in another tab.
      link.onclick = link.onauxclick = () => void opened.add(one.id);
      heading.append(link);
      what.append(heading);
      const { id, title, votes, baseline_votes: imported } = one;
      const offered = () => (opened.has(id) ? "opened" : "shown");
      row.append(voteButton(visitor, { id, title, votes: votes + imported, imported }, offered), what);
      return row;
    });
    similar?.querySelector("ol")?.replaceChildren(...rows);
    if (similar) similar.hidden = !rows.length;
  }
  const typed = () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE_MS);
  };
  title.addEventListener("input", () => {
    if (title.value.trim()) complain("");
    typed();
  });
  body.addEventListener("input", typed);

  // The same text is the same suggestion, however often it is sent.
  let once = { text: "", key: "", body: {} };
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    if (!title.value.trim()) {
      complain(say("needed"));
      title.focus();
      return;
    }
    const kind = new FormData(form).get("kind");
    const values = { kind, title: title.value.trim(), body: body.value.trim() || undefined };
    const text = JSON.stringify(values);
    if (once.text !== text) {
      const offered = similar.hidden ? undefined : opened.size ? "opened" : "shown";
      once = { text, key: unique(), body: { ...values, similar: offered } };
    }
    busy = true;
    button.textContent = say("sending");
    try {
      const made = await visitor.send<Made>({
        method: "POST",
        path: "/requests",
        body: once.body,
        once: once.key,
      });
      done(made);
    } catch (error) {
      const why = refusal(error) ?? say("send_failed");
      complain(why);
      announce(why);
    } finally {
      busy = false;
      button.textContent = say("send");
    }
  });
  function done(made: Made) {
    const thanks = element("p", say("sent"));
    const next = element("p");
    if (form?.dataset.public === "true") {
      const link = element("a", say("sent_open"));
      link.href = address(made.number);
      // A vote for one's own suggestion is none that was cast instead of it.
      link.referrerPolicy = "no-referrer";
      next.append(link);
    } else next.textContent = say("sent_private");
    sent?.replaceChildren(thanks, next);
    if (form) form.hidden = true;
    if (sent) sent.hidden = false;
    sent?.focus();
  }
}
