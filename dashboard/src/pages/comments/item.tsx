// A comment in the queue, whole, with its request and its buttons.
// Does nothing itself: the page does, for its keys and for its buttons alike.
import type { JSX } from "preact";
import { canChange, changedBy } from "../../base/queue";
import type { QueuedComment } from "../../base/types";
import { Comment, writerOf } from "../../ui/comment";
import { KeyHint } from "../../ui/parts";
import { c } from "../../words/comments";
import { t } from "../../words/texts";

/** The item; its link is what the keys move along. */
export function Item(props: {
  project: string;
  item: QueuedComment;
  href: string;
  allowed: boolean;
  selected: boolean;
  onSelect: () => void;
  onFocus: () => void;
  onShow: (shown: boolean) => void;
}): JSX.Element {
  const { item, allowed } = props;
  const can = (shown: boolean) => allowed && changedBy([item], shown).length > 0;
  const canSelect = allowed && canChange(item);
  return (
    <li class={props.selected ? "queue-item is-selected" : "queue-item"} onFocusIn={props.onFocus}>
      {canSelect ? (
        <input
          type="checkbox"
          aria-label={c.queue.select(writerOf(item))}
          checked={props.selected}
          onChange={props.onSelect}
        />
      ) : (
        <span />
      )}
      <div class="queue-body">
        <a class="queue-request" data-row={item.id} href={props.href}>
          <span class="num quiet">{t.number(item.request_number)}</span>{" "}
          <span dir="auto">{item.request_title}</span>
        </a>
        <Comment alike project={props.project} comment={item} />
      </div>
      {canSelect && (
        <div class="queue-acts">
          {can(true) && (
            <Act
              text={item.state === "pending" ? c.approve : c.show}
              key="a"
              of="a"
              onClick={() => props.onShow(true)}
            />
          )}
          {can(false) && <Act text={c.hide} key="h" of="h" onClick={() => props.onShow(false)} />}
        </div>
      )}
    </li>
  );
}

function Act(props: { text: string; of: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="button" onClick={props.onClick}>
      {props.text}
      <KeyHint>{props.of}</KeyHint>
    </button>
  );
}
