// One comment as members see it: who wrote it, whether visitors see it, when, and the text.
// Offers nothing to do: the pages give the buttons.
import type { ComponentChildren, JSX } from "preact";
import { paths } from "../base/paths";
import type { CommentState, TeamComment } from "../base/types";
import { c } from "../words/comments";
import { Icon } from "./icon";
import { Age } from "./parts";
import { Said } from "./said";
import "../styles/comments.css?later";

/** What the writer of a comment is called. */
export function writerOf({ name, visitor, official }: TeamComment): string {
  return name ?? visitor?.name ?? (official ? c.team : c.visitor);
}

/** Says that visitors don't see a comment, and why; nothing where they do. */
function State({ state }: { state: CommentState }): JSX.Element | null {
  if (state !== "pending" && state !== "hidden") return null;
  return (
    <span class={`comment-state is-${state}`}>
      <Icon name={state === "pending" ? "clock" : "lock"} />
      {c[state]}
    </span>
  );
}

/** A comment; `children` are its buttons. */
export function Comment(props: {
  project: string;
  comment: TeamComment;
  /** Leaves out its state, where every comment around it has the same. */
  alike?: boolean;
  children?: ComponentChildren;
}): JSX.Element {
  const { project, comment } = props;
  const { state, visitor, official } = comment;
  if (state === "deleted") return <p class="quiet comment-gone">{c.deleted}</p>;
  return (
    <article class={`comment is-${state} ${official ? "is-official" : ""}`}>
      <p class="facts">
        {visitor ? (
          <a class="comment-writer" href={paths.visitors(project, visitor.id)} dir="auto">
            {writerOf(comment)}
          </a>
        ) : (
          <strong class="comment-writer" dir="auto">
            {writerOf(comment)}
          </strong>
        )}
        {official && <span class="comment-team">{c.team}</span>}
        <Age at={comment.created_at} long />
        {comment.edited_at && <span>{c.edited}</span>}
        {!props.alike && <State state={state} />}
      </p>
      <Said parts={comment.body} />
      {props.children}
    </article>
  );
}
