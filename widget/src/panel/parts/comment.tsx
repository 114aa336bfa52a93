// One comment with its replies: who wrote it, its text, and what can be done with it.
// Changes only the visitor's own comments.
import { useRef, useState } from "preact/hooks";
import type { Comment as Found } from "../state/wire";
import { day, isolated } from "../state/words";
import { Composer } from "./composer";
import { Alert } from "./form";
import { useSession } from "./parts";
import { Said } from "./text";

type Mode = "" | "reply" | "edit" | "delete";

type Props = {
  comment: Found;
  /** The path of the request's comments. */
  path: string;
  /** Where one can reply to it: writes a reply; resolves to a sentence if it was not accepted. */
  onReply?: ((parent: string, text: string, name: string) => Promise<string | undefined>) | undefined;
  /** Takes over a changed comment. */
  onChange: (comment: Found) => void;
};

/** A comment, and below it the replies to it. */
export function Comment({ comment, path, onReply, onChange }: Props) {
  const session = useSession();
  const { say, core, who } = session;
  const { id, official, mine, pending, deleted, replies } = comment;
  const [mode, set] = useState<Mode>("");
  const [failed, fail] = useState("");
  const el = useRef<HTMLDivElement>(null);
  const own = `${path}/${id}`;
  const name = official ? say("team") : (comment.name ?? say(mine ? "you" : "anonymous"));

  const acts: [Mode, string, string?][] = [];
  if (onReply && !pending) acts.push(["reply", say("reply"), say("replyTo", { name: isolated(name) })]);
  if (mine && !deleted) acts.push(["edit", say("commentEdit")], ["delete", say("commentRemove")]);

  // What had the focus is gone.
  function close() {
    set("");
    setTimeout(() => el.current?.focus());
  }
  async function edit(body: string): Promise<string | undefined> {
    try {
      onChange({ ...(await who.send<Found>({ method: "PATCH", path: own, body: { body } })), replies });
      session.announce(say("commentSaved"));
      return undefined;
    } catch (error) {
      return session.why(error);
    }
  }
  async function remove() {
    fail("");
    try {
      await who.send({ method: "DELETE", path: own });
      session.texts.delete(`edit ${id}`);
      onChange({ ...comment, deleted: true, body: [] });
      session.announce(say("commentDeleted"));
      close();
    } catch (error) {
      fail(session.why(error));
    }
  }

  return (
    <li>
      <div class={`comment${official ? " official" : ""}${pending ? " waits" : ""}`} tabIndex={-1} ref={el}>
        {deleted ? (
          <p class="faint">{say("commentDeleted")}</p>
        ) : (
          <>
            <p class="by">
              <b dir="auto">{name}</b>
              {mine && comment.name && <span>{say("you")}</span>}
              <time dateTime={comment.created_at}>{day(comment.created_at, core.locale())}</time>
              {comment.edited_at && <span>{say("edited")}</span>}
              {pending && <span class="amber">{say("pending")}</span>}
            </p>
            {mode === "edit" ? (
              <Composer
                draft={`edit ${id}`}
                label={say("commentEdit")}
                button={say("save")}
                from={comment.source ?? ""}
                onSend={edit}
                onClose={close}
              />
            ) : (
              <Said nodes={comment.body} />
            )}
            {mode === "delete" && (
              <fieldset class="sure">
                <legend>{say("commentSure")}</legend>
                <button type="button" class="second" onClick={remove} ref={(button) => button?.focus()}>
                  {say("commentRemove")}
                </button>
                <button type="button" class="plain" onClick={close}>
                  {say("cancel")}
                </button>
              </fieldset>
            )}
            {failed && <Alert text={failed} />}
          </>
        )}
        {mode === "" && acts.length > 0 && (
          <p class="acts">
            {acts.map(([act, label, full]) => (
              <button key={act} type="button" class="plain" aria-label={full} onClick={() => set(act)}>
                {label}
              </button>
            ))}
          </p>
        )}
      </div>
      {(replies.length > 0 || mode === "reply") && (
        <ul class="replies">
          {replies.map((reply) => (
            <Comment
              key={reply.id}
              comment={reply}
              path={path}
              onChange={(next) =>
                onChange({ ...comment, replies: replies.map((one) => (one.id === next.id ? next : one)) })
              }
            />
          ))}
          {mode === "reply" && onReply && (
            <li>
              <Composer
                draft={`reply ${id}`}
                label={say("replyTo", { name: isolated(name) })}
                button={say("replySend")}
                named
                onSend={(text, by) => onReply(id, text, by)}
                onClose={close}
              />
            </li>
          )}
        </ul>
      )}
    </li>
  );
}
