// What the team replied to the visitor who sent a report, and the form for another reply.
// Changes and deletes none: the visitor may have read it.
import type { JSX } from "preact";
import type { ReportDetail } from "../../base/types";
import { comments } from "../../data/comments";
import { may, roleIn } from "../../data/session";
import { Age, Part } from "../../ui/parts";
import { Said } from "../../ui/said";
import { Writing } from "../../ui/writing";
import { c } from "../../words/comments";
import "../../styles/comments.css?later";

/** The replies, in the order in which they were sent. */
export function Replies(props: {
  project: string;
  detail: ReportDetail;
  onChanged: () => Promise<void>;
}): JSX.Element {
  const { project, detail } = props;
  const allowed = may(roleIn(project), "decide");
  return (
    <Part title={c.report.title}>
      {detail.replies.length === 0 && !allowed && <p class="quiet">{c.report.none}</p>}
      {detail.replies.length > 0 && (
        <ul class="report-replies">
          {detail.replies.map((reply) => (
            <li key={reply.id} class="comment">
              <p class="facts">
                <strong class="comment-writer" dir="auto">
                  {reply.author}
                </strong>
                <Age at={reply.created_at} long />
              </p>
              <Said parts={reply.body} />
            </li>
          ))}
        </ul>
      )}
      {allowed && (
        <Writing
          kept={`report reply ${detail.id}`}
          label={c.report.write}
          readers={c.report.readers}
          act={c.report.send}
          done={c.report.sent}
          most={4000}
          onSend={async (text) => {
            await comments.reply(project, detail.id, text);
            await props.onChanged();
          }}
        />
      )}
    </Part>
  );
}
