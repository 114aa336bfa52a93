// The comments on a request: what visitors and the team say where visitors can read it.
// Shows the team's own form as public, since notes stand on the tab beside it.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { TeamComment } from "../../base/types";
import { asProblem, type Problem } from "../../data/api";
import { comments } from "../../data/comments";
import { waiting } from "../../data/drafts";
import { may, roleIn } from "../../data/session";
import { Comment, writerOf } from "../../ui/comment";
import { Confirm } from "../../ui/dialog";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Skeleton } from "../../ui/parts";
import { Writing } from "../../ui/writing";
import { c } from "../../words/comments";
import type { Open } from "./open";

const replyKey = (comment: string) => `comment reply ${comment}`;
const editKey = (comment: string) => `comment edit ${comment}`;

/** The tab. */
export function Comments(open: Open): JSX.Element {
  const { project, threads: list } = open;
  const problem = useSignal<Problem | null>(null);
  const asked = useSignal<TeamComment | null>(null);
  const act = async (work: Promise<unknown>, done: string) => {
    problem.value = null;
    try {
      await work;
      announce(done);
    } catch (cause) {
      problem.value = asProblem(cause);
    }
    await list.reload();
  };
  const items = list.items.value;
  const tools = { open, act, asked, onChanged: list.reload };
  return (
    <div class="threads">
      <Head {...open} act={act} />
      {problem.value && <Trouble problem={problem.value} />}
      {list.problem.value && <Trouble problem={list.problem.value} onRetry={list.retry} />}
      {list.state.value === "first" && <Skeleton lines={4} />}
      {list.state.value === "ready" && items.length === 0 && (
        <p class="quiet" role="status">
          {c.none}
        </p>
      )}
      {items.length > 0 && (
        <ul class="thread-list" aria-label={c.list}>
          {items.map((comment) => (
            <li key={comment.id}>
              <One {...tools} comment={comment} />
              {comment.replies.length > 0 && (
                <ul class="thread-replies">
                  {comment.replies.map((reply) => (
                    <li key={reply.id}>
                      <One {...tools} comment={reply} />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      )}
      {!list.whole.value && list.state.value === "ready" && (
        <button type="button" class="button" onClick={list.more}>
          {c.more}
        </button>
      )}
      {asked.value && (
        <Confirm
          title={c.removeTitle}
          text={asked.value.official ? c.removeOwnText : c.removeText}
          act={c.remove}
          onConfirm={async () => {
            if (!asked.value) return;
            await comments.drop(project, asked.value.request_id, asked.value.id);
            announce(c.removed);
            await list.reload();
          }}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </div>
  );
}

/** Who may comment, and the team's own form. */
function Head(props: Open & { act: (work: Promise<unknown>, done: string) => Promise<void> }): JSX.Element {
  const { project, detail, allowed, found } = props;
  if (detail.status === "merged") return <p class="quiet">{c.closedMerged}</p>;
  const isLocked = detail.comments_locked ?? false;
  const lock = async () => {
    await props.act(comments.lock(project, detail.id, !isLocked), isLocked ? c.isUnlocked : c.isLocked);
    await found.reload();
  };
  return (
    <>
      {(isLocked || allowed) && (
        <div class="threads-head">
          {isLocked && (
            <p class="threads-locked">
              <Icon name="lock" />
              {c.locked}
            </p>
          )}
          <span class="gap" />
          {allowed && (
            <button type="button" class="button is-bare" onClick={() => void lock()}>
              {isLocked ? c.unlock : c.lock}
            </button>
          )}
        </div>
      )}
      {allowed && (
        <Writing
          key={detail.id}
          kept={`comment ${detail.id}`}
          label={c.write}
          readers={detail.public ? c.everybody : c.onlyAuthor}
          act={c.send}
          done={c.sent}
          onSend={async (text) => {
            await comments.add(project, detail.id, text);
            // The list reads it by the event as well; the writer must not wait for that.
            void props.act(Promise.resolve(), c.sent);
          }}
        />
      )}
    </>
  );
}

/** A comment or a reply, with what can be done with it. */
function One(props: {
  open: Open;
  comment: TeamComment;
  act: (work: Promise<unknown>, done: string) => Promise<void>;
  asked: Signal<TeamComment | null>;
  onChanged: () => Promise<void>;
}): JSX.Element {
  const { comment, act, asked, onChanged } = props;
  const { project, detail, allowed } = props.open;
  const { id, request_id: on, state, official } = comment;
  // A form in which something was typed is there again when its comment is.
  const form = useSignal<"reply" | "edit" | null>(
    waiting(replyKey(id)) ? "reply" : waiting(editKey(id)) ? "edit" : null,
  );
  const close = () => {
    form.value = null;
  };
  const who = writerOf(comment);
  if (form.value === "edit")
    return (
      <Writing
        kept={editKey(id)}
        label={c.editLabel}
        readers={detail.public ? c.everybody : c.onlyAuthor}
        act={c.editSend}
        done={c.editSent}
        text={comment.source}
        onSend={async (text) => {
          await comments.edit(project, on, id, text);
          await onChanged();
        }}
        onClose={close}
      />
    );
  const show = (shown: boolean, done: string) => () => void act(comments.show(project, on, id, shown), done);
  const canReply = (state === "shown" || state === "deleted") && detail.status !== "merged";
  const isMine = comment.own || may(roleIn(project), "configure");
  return (
    <>
      <Comment project={project} comment={comment}>
        {allowed && (
          <div class="comment-acts">
            {state === "pending" && <Act text={c.approve} onClick={show(true, c.approved)} />}
            {canReply && (
              <Act
                text={c.reply}
                label={c.replyTo(who)}
                onClick={() => {
                  form.value = "reply";
                }}
              />
            )}
            {!official && state !== "hidden" && <Act text={c.hide} onClick={show(false, c.isHidden)} />}
            {!official && state === "hidden" && <Act text={c.show} onClick={show(true, c.isShown)} />}
            {comment.own && (
              <Act
                text={c.edit}
                label={c.editOf}
                onClick={() => {
                  form.value = "edit";
                }}
              />
            )}
            {isMine && (
              <Act
                text={c.remove}
                onClick={() => {
                  asked.value = comment;
                }}
              />
            )}
          </div>
        )}
      </Comment>
      {form.value === "reply" && (
        <Writing
          kept={replyKey(id)}
          label={c.replyLabel(who)}
          readers={detail.public ? c.everybody : c.onlyAuthor}
          act={c.replySend}
          done={c.replySent}
          onSend={async (text) => {
            await comments.add(project, detail.id, text, id);
            await onChanged();
          }}
          onClose={close}
        />
      )}
    </>
  );
}

function Act(props: { text: string; label?: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="comment-act" aria-label={props.label} onClick={props.onClick}>
      {props.text}
    </button>
  );
}
