// The form for a comment on a request's page, replies, and what visitors may do with comments of their own.
// Draws no comment that everybody sees: the page does, and is loaded again with a new one.
import { unique } from "@yousaid/sdk";
import { refusal, type Visitor } from "./visitor";
import { announce, say } from "./words";

type Own = { id: string; mine: boolean; pending: boolean; deleted: boolean; source?: string | null };
type Found = Own & { replies: Own[] };

/** What the form does when it is sent: writes below a comment or not, or changes one. */
type Doing = { reply?: string; edit?: string };

const button = (text: string, act: () => void) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
};

/** Loads the page again, at a comment. */
function again(id?: string) {
  history.replaceState(null, "", id ? `#comment-${id}` : "#comments");
  location.reload();
}

/** Makes the form of the page work. */
export function comment(visitor: Visitor): void {
  const form = document.querySelector<HTMLFormElement>("#say");
  const text = form?.querySelector("textarea");
  const name = form?.querySelector("input");
  const wrong = form?.querySelector<HTMLElement>(".wrong");
  const send = form?.querySelector<HTMLButtonElement>("[type=submit]");
  const label = form?.querySelector<HTMLElement>("label[for=say-text] span");
  const shown = name?.closest<HTMLElement>(".named");
  const home = form?.parentElement;
  if (!form || !text || !name || !wrong || !send || !label || !shown || !home) return;
  const path = `/requests/${form.dataset.request}/comments`;
  const first = { label: label.textContent ?? "", send: send.textContent ?? "" };
  const stays = document.createComment("");
  form.before(stays);
  let doing: Doing = {};
  // The same text is the same comment, however often it is sent.
  let once = { text: "", key: "" };
  let busy = false;
  form.hidden = false;

  const complain = (why: string) => {
    wrong.textContent = why;
    wrong.hidden = !why;
    text.ariaInvalid = why ? "true" : null;
  };
  const failed = (error: unknown) => {
    const why = refusal(error) ?? say("comment_failed");
    complain(why);
    announce(why);
  };
  const cancel = button(say("cancel"), () => {
    turn({}, "");
    text.focus();
  });
  send.after(" ", cancel);

  /** Puts the form where what it does belongs. */
  function turn(next: Doing, value: string | undefined, to?: Element) {
    if (!form || !text || !label || !send || !shown) return;
    doing = next;
    if (to) to.append(form);
    else stays.after(form);
    label.textContent = first.label;
    if (next.reply)
      label.textContent = say("reply_to", { name: to?.querySelector("h3 span")?.textContent ?? "" });
    if (next.edit) label.textContent = say("comment_own");
    send.textContent = next.edit ? say("save") : first.send;
    shown.hidden = !!next.edit;
    cancel.hidden = !next.reply && !next.edit;
    if (value !== undefined) text.value = value;
    complain("");
  }
  turn({}, undefined);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    const body = text.value.trim();
    if (!body) {
      complain(say("needed"));
      text.focus();
      return;
    }
    const { reply: parent, edit } = doing;
    const values = edit ? { body } : { body, parent, name: name.value.trim() || undefined };
    const key = JSON.stringify([values, edit]);
    if (once.text !== key) once = { text: key, key: unique() };
    busy = true;
    send.textContent = say("sending");
    try {
      const made = edit
        ? await visitor.send<Own>({ method: "PATCH", path: `${path}/${edit}`, body: values })
        : await visitor.send<Own>({ method: "POST", path, body: values, once: once.key });
      if (!made.pending) return again(made.id);
      turn({}, "");
      const told = document.createElement("p");
      told.className = "note";
      told.tabIndex = -1;
      told.textContent = say("comment_pending");
      form.after(told);
      told.focus();
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
      send.textContent = edit && doing.edit ? say("save") : first.send;
    }
  });

  for (const place of document.querySelectorAll<HTMLElement>(".comments > ol > li > .comment:not(.deleted)"))
    place.append(
      button(say("reply"), () => {
        turn({ reply: place.id.replace("comment-", "") }, undefined, place);
        text.focus();
      }),
    );

  /** Offers what visitors may do with a comment of their own. */
  function own({ id, source }: Own) {
    const place = document.getElementById(`comment-${id}`);
    place?.append(
      button(say("edit"), () => {
        turn({ edit: id }, source ?? "", place);
        text?.focus();
      }),
      button(say("remove"), async () => {
        if (!confirm(say("remove_sure"))) return;
        try {
          await visitor.send({ method: "DELETE", path: `${path}/${id}` });
          again();
        } catch (error) {
          failed(error);
        }
      }),
    );
  }
  if (visitor.known() && document.querySelector(".comments .comment"))
    visitor
      .send<{ items: Found[] }>({ method: "GET", path, query: { limit: "50" } })
      .then(({ items }) => {
        for (const one of items.flatMap((thread) => [thread, ...thread.replies]))
          if (one.mine && !one.deleted && !one.pending) own(one);
      })
      .catch(() => {
        // The page is complete without the buttons.
      });
}
