// Deciding: a status and its message, from a prepared one or written here, with a preview of exactly what visitors will read.
// Never overwrites: a decision names the version that it is based on, and a conflict keeps all text.

import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { reasonCodes, usualReason } from "../../base/reasons";
import { sendByKey } from "../../base/send";
import type {
  Action,
  Decision,
  Project,
  RankedRequest,
  RequestDetail,
  Status,
  Template,
} from "../../base/types";
import { actFromForm } from "../../data/acts";
import { projects } from "../../data/api";
import { type Base, changes, draft, follow, forget, send, settle, typed, waiting } from "../../data/drafts";
import type { Paged } from "../../data/paged";
import { type Resource, useResource } from "../../data/resource";
import { session } from "../../data/session";
import { useConflict } from "../../ui/conflict";
import { Choice, Field, FormProblem, Submit, useForm } from "../../ui/form";
import { Preview } from "../../ui/preview";
import { d } from "../../words/decide";
import { t } from "../../words/pages";
import { Prepared, withTemplate } from "./prepared";

const outcomes: Status[] = ["under_review", "planned", "in_progress", "shipped", "declined"];
/** The key of a request's draft of a decision. */
export const decideKey = (request: string): string => `decide ${request}`;

/** The initial values of a decision about a request. */
export const decideBase = (detail: RequestDetail, etag: string | null): Base<Fields> => ({
  values: {
    status: outcomes.includes(detail.status) ? detail.status : "planned",
    code: usualReason[detail.status] ?? "agreed",
    reason: "",
    evidence: "",
    alternatives: "",
    reopen_if: "",
  },
  version: detail.version,
  etag,
});

// How many decisions of a request the author of its draft has seen, by request: those of colleagues come on top.
const seen = new Map<string, number>();

/** Takes a version that the same member made, so that it is no conflict with a draft of a decision. */
export function followDecide(detail: RequestDetail, etag: string | null, replaced: number): void {
  if (follow(decideKey(detail.id), replaced, decideBase(detail, etag)))
    seen.set(detail.id, detail.decisions.length);
}

type Fields = Record<DecisionField, string>;
type DecisionField = "status" | "code" | "reason" | "evidence" | "alternatives" | "reopen_if";

type Props = {
  project: string;
  detail: RequestDetail;
  found: Resource<RequestDetail>;
  list: Paged<RankedRequest>;
  /** It is published; `more` if something was typed since that is not part of it. */
  onDone: (more: boolean) => void;
  onCancel: () => void;
};

type Wanted = Extract<Action, { type: "decide" }>;

/** The action with the values of the fields. */
function action(fields: Fields): Wanted {
  const [message, evidence, alternatives, reopen_if] = [
    fields.reason,
    fields.evidence,
    fields.alternatives,
    fields.reopen_if,
  ].map((text) => text.trim());
  return {
    type: "decide",
    status: fields.status as Status,
    reason_code: fields.code as Template["reason_code"],
    ...(message && { message }),
    ...(evidence && { evidence }),
    ...(alternatives && { alternatives }),
    ...(reopen_if && { reopen_if }),
  };
}

/** Whether a decision is the one that this member has sent. */
function isOurs(made: Decision | undefined, sent: Wanted): boolean {
  const names = ["status", "reason_code", "evidence", "alternatives", "reopen_if"] as const;
  return (
    made !== undefined &&
    made.decided_by === session.peek()?.member.name &&
    made.reason === (sent.message ?? "") &&
    names.every((name) => (made[name] ?? "") === (sent[name] ?? ""))
  );
}

/** The form that publishes a decision. */
export function Decide({ project, detail, found, list, onDone, onCancel }: Props): JSX.Element {
  const key = decideKey(detail.id);
  const newest = () => decideBase(found.data.value ?? detail, found.etag.value);
  // A draft keeps the version that it was begun on: a decision must not be based on a version that its author has not seen.
  const own = useMemo(() => {
    if (!waiting(key) || !seen.has(detail.id)) seen.set(detail.id, detail.decisions.length);
    return draft(key, newest());
  }, [key]);
  const text = own.fields;
  const rules = useResource<Project>(`project ${project}`, () => projects.one(project), 300);
  const needed = rules.data.value?.message_required ?? true;
  const showConflict = useRef<(() => void) | null>(null);
  const form = useForm(async () => {
    // A newer version is on the screen, and its author has not taken it over yet.
    if (showConflict.current) return showConflict.current();
    const sent = send(own, changes(own));
    const row = { ...(found.data.peek() ?? detail), version: own.base.peek().version };
    await actFromForm(project, list, action(sent), row, (now) => {
      // The rest of it follows: every action is read again.
      found.put({ data: { ...(found.data.peek() ?? detail), ...now }, etag: `"${now.version}"` });
      return took(sent);
    });
  });
  const took = (sent: Fields): boolean => {
    const more = settle(own, sent, newest());
    if (more) announce(t.decide.since);
    else forget(key);
    seen.set(detail.id, (found.data.peek() ?? detail).decisions.length);
    onDone(more);
    return more;
  };
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    element.current?.querySelector("select")?.focus();
    element.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const made = (found.data.value ?? detail).decisions;
  const theirs = made
    .slice(0, Math.max(0, made.length - (seen.get(detail.id) ?? 0)))
    .find((one) => !one.undone_at);
  const { stale, notice, show } = useConflict({
    own,
    form,
    newest,
    reload: found.reload,
    request: found.data.value ?? detail,
    isOwn: (sent) => isOurs((found.data.value ?? detail).decisions[0], action(sent)),
    onOwn: (sent) => {
      list.patch(found.data.peek() ?? detail);
      list.own(detail.id);
      took(sent);
    },
    fieldTexts: { status: [t.decide.status, (status) => t.status(status as Status)] },
    ...(theirs && { said: d.theirs(theirs.decided_by, t.status(theirs.status), theirs.reason) }),
  });
  showConflict.current = stale ? show : null;
  // What would reopen it is read on the board, where there is one; the team alone reads it otherwise.
  const onBoard = detail.public && (rules.data.value?.board ?? "off") !== "off";
  const reopen = (
    <Field
      label={t.decide.reopen}
      {...(onBoard && { hint: d.reopenHint })}
      name="reopen_if"
      value={text.reopen_if}
      lines={2}
      maxLength={4000}
    />
  );
  return (
    <form
      ref={element}
      class="editor"
      data-escape
      aria-label={t.decide.title}
      onSubmit={form.onSubmit}
      onKeyDown={sendByKey}
    >
      <h3>{t.decide.title}</h3>
      {notice}
      {!stale && <FormProblem problem={form.problem} />}
      <div class="pair">
        <Choice
          label={t.decide.status}
          name="status"
          value={text.status.value}
          options={outcomes.map((outcome) => ({ value: outcome, label: t.status(outcome) }))}
          onChange={(status) => {
            // The reason follows the outcome until somebody has chosen one.
            if (text.code.value === usualReason[text.status.value as Status])
              text.code.value = usualReason[status as Status] ?? "other";
            text.status.value = status;
          }}
        />
        <Choice
          label={t.decide.code}
          name="reason_code"
          value={text.code.value}
          options={reasonCodes.map((code) => ({ value: code, label: t.reason(code) }))}
          onChange={(code) => {
            text.code.value = code;
          }}
        />
      </div>
      <div class="message-field">
        <Prepared
          project={project}
          status={text.status.value as Status}
          onPick={(template) => {
            text.reason.value = withTemplate(text.reason.value, template.body);
            text.code.value = template.reason_code;
            element.current?.querySelector("textarea")?.focus();
          }}
        />
        <Field
          label={needed ? d.required : d.optional}
          hint={detail.public ? d.publicHint : t.decide.privateHint(Boolean(detail.author))}
          name="reason"
          value={text.reason}
          lines={4}
          required={needed}
          maxLength={4000}
        />
      </div>
      {onBoard && reopen}
      <details class="plain">
        <summary>{onBoard ? d.more : t.decide.more}</summary>
        <p class="hint">{d.teamOnly}</p>
        <Field
          label={t.decide.evidence}
          hint={t.decide.evidenceHint}
          name="evidence"
          value={text.evidence}
          lines={2}
          maxLength={4000}
        />
        <Field
          label={t.decide.alternatives}
          hint={t.decide.alternativesHint}
          name="alternatives"
          value={text.alternatives}
          lines={2}
          maxLength={4000}
        />
        {!onBoard && reopen}
      </details>
      {(detail.public || detail.author) && (
        <Preview
          project={project}
          needed={needed}
          level="h4"
          name={detail.public ? d.preview : t.decide.privatePreview}
          request={detail}
          decision={action(typed(own))}
        />
      )}
      <footer class="acts">
        <Submit busy={form.busy}>{t.decide.submit}</Submit>
        <button
          type="button"
          class="button"
          onClick={() => {
            forget(key);
            onCancel();
          }}
        >
          {t.act.cancel}
        </button>
      </footer>
    </form>
  );
}
