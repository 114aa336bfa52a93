// What visitors read of a request once a decision is published: as the widget shows it, and, where the project has a board that
// shows the request, as the board does. The widget shows a message as it was typed, the board as Markdown.
// Evidence and alternatives are not in it, because neither shows them.
import type { JSX } from "preact";
import type { Kind, Status } from "../base/types";
import { projects } from "../data/api";
import { useKnown } from "../data/known";
import { useMarkdown } from "../data/markdown";
import { d } from "../words/decide";
import { t } from "../words/texts";
import { short } from "../words/time";
import { Icon } from "./icon";
import { StatusBadge } from "./parts";
import { Said } from "./said";
import "../styles/preview.css?later";

const date = new Intl.DateTimeFormat(d.locale, { day: "numeric", month: "short", year: "numeric" });
const longDate = new Intl.DateTimeFormat(d.locale, { day: "numeric", month: "long", year: "numeric" });

type Request = { number: number; title: string; kind: Kind; votes: number; public: boolean; body?: string };
type Made = { status: Status; message?: string | null; reopen_if?: string | null };
type Shown = { request: Request; decision: Made };
/** With what stands in the place of a message that is not written. */
type Drawn = Shown & { none: string };

/** The preview of a decision. */
export function Preview(
  props: Shown & {
    project: string;
    /** Whether the project requires a message. */
    needed: boolean;
    name: string;
    /** The level of its heading, one below that of the form around it. */
    level: "h3" | "h4";
  },
): JSX.Element {
  const { project, name, level: Heading, request, decision } = props;
  const none = props.needed ? d.messageHere : d.noMessage;
  const rules = useKnown(`project ${project}`, () => projects.one(project));
  const onBoard = request.public && rules.data !== null && rules.data.board !== "off";
  return (
    <section class="preview" aria-label={name}>
      <Heading>{name}</Heading>
      <div class="previews">
        <figure class="preview-pane">
          {onBoard && <figcaption>{d.inWidget}</figcaption>}
          <InWidget {...{ request, decision, none }} />
        </figure>
        {onBoard && (
          <figure class="preview-pane">
            <figcaption>{d.onBoard}</figcaption>
            <OnBoard {...{ project, request, decision, none }} />
          </figure>
        )}
      </div>
    </section>
  );
}

function InWidget({ request, decision, none }: Drawn): JSX.Element {
  const closed = decision.status === "shipped" || decision.status === "declined";
  return (
    <div class="preview-widget">
      <p class={closed ? "preview-vote is-closed" : "preview-vote"} title={t.votes(request.votes)}>
        {!closed && <Icon name="up" />}
        <b class="num">{short(request.votes)}</b>
      </p>
      <div>
        <p class="preview-title" dir="auto">
          {request.title}
        </p>
        <p class="facts">
          <StatusBadge status={decision.status} />
          {request.kind === "problem" && <span>{t.kind("problem")}</span>}
        </p>
        {request.body && (
          <p class="prose preview-body" dir="auto">
            {request.body}
          </p>
        )}
        {decision.message ? (
          <blockquote class="preview-decision">
            <p class="quiet">
              {d.decided}, {date.format(new Date())}
            </p>
            <p class="prose" dir="auto">
              {decision.message}
            </p>
          </blockquote>
        ) : (
          <p class="quiet">{none}</p>
        )}
      </div>
    </div>
  );
}

function OnBoard({ project, request, decision, none }: Drawn & { project: string }): JSX.Element {
  const message = useMarkdown(project, decision.message ?? "");
  const reopen = useMarkdown(project, decision.reopen_if ?? "");
  return (
    <div class="preview-board">
      <p class="preview-over">
        <span class={`preview-status is-${decision.status}`}>{t.status(decision.status)}</span>{" "}
        <span>{d.boardKind[request.kind]}</span>
      </p>
      <p class="preview-heading" dir="auto">
        {request.title}
      </p>
      <p class="preview-decided">{d.boardDecisions}</p>
      <div class="preview-decision">
        <p class="preview-over">
          <span class={`preview-status is-${decision.status}`}>{t.status(decision.status)}</span>{" "}
          <span>{longDate.format(new Date())}</span>
        </p>
        {message.length > 0 ? <Said parts={message} /> : <p class="quiet">{none}</p>}
        {reopen.length > 0 && (
          <>
            <p class="preview-reopen">{d.boardReopen}</p>
            <Said parts={reopen} />
          </>
        )}
      </div>
    </div>
  );
}
