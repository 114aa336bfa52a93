// Deciding: a status and its message, with a preview of what voters will read, or the author of a private request.
// Never overwrites: a decision names the version that it is based on, and a conflict keeps all text.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Decision, DecisionIn, RequestDetail, Status } from "../../base/types";
import { requests, type Tagged } from "../../data/api";
import { type Base, changes, type Done, draft, forget, send, settle, typed } from "../../data/drafts";
import type { Resource } from "../../data/resource";
import { session } from "../../data/session";
import { readTag, useConflict } from "../../ui/conflict";
import { Choice, Field, FormProblem, Submit, useForm } from "../../ui/form";
import { StatusBadge } from "../../ui/parts";
import { t } from "../../words/texts";

const outcomes: Status[] = ["under_review", "planned", "in_progress", "shipped", "declined"];
const codes = [
  "agreed",
  "popular",
  "quick_win",
  "done",
  "duplicate",
  "out_of_scope",
  "not_now",
  "cannot_reproduce",
  "works_as_intended",
  "needs_information",
  "other",
];
// The usual reason of an outcome; any other can be chosen.
const usual: Partial<Record<Status, string>> = {
  under_review: "needs_information",
  planned: "agreed",
  in_progress: "agreed",
  shipped: "done",
  declined: "not_now",
};

/** The key of a request's draft of a decision. */
export const decideKey = (request: string): string => `decide ${request}`;

/** The initial values of a decision about a request. */
export const decideBase = (detail: RequestDetail, etag: string | null): Base<Fields> => ({
  values: {
    status: outcomes.includes(detail.status) ? detail.status : "planned",
    code: usual[detail.status] ?? "agreed",
    reason: "",
    evidence: "",
    alternatives: "",
    reopen_if: "",
  },
  version: detail.version,
  etag,
});

type Fields = Record<DecisionField, string>;
type DecisionField = "status" | "code" | "reason" | "evidence" | "alternatives" | "reopen_if";

type Props = {
  project: string;
  detail: RequestDetail;
  found: Resource<RequestDetail>;
  onDone: (answer: Tagged<RequestDetail>, done: Done) => void;
  onCancel: () => void;
};

/** The body with the values of the fields. */
function body(fields: Fields): DecisionIn {
  const [evidence, alternatives, reopen_if] = [fields.evidence, fields.alternatives, fields.reopen_if].map(
    (text) => text.trim(),
  );
  return {
    status: fields.status as Status,
    reason_code: fields.code as DecisionIn["reason_code"],
    reason: fields.reason.trim(),
    ...(evidence && { evidence }),
    ...(alternatives && { alternatives }),
    ...(reopen_if && { reopen_if }),
  };
}

/** Whether a decision is the one that this member has sent. */
function isOurs(made: Decision | undefined, sent: DecisionIn): boolean {
  const names = ["status", "reason_code", "reason", "evidence", "alternatives", "reopen_if"] as const;
  return (
    made !== undefined &&
    made.decided_by === session.peek()?.member.name &&
    names.every((name) => (made[name] ?? "") === (sent[name] ?? ""))
  );
}

/** The form that publishes a decision. */
export function Decide({ project, detail, found, onDone, onCancel }: Props): JSX.Element {
  const key = decideKey(detail.id);
  const newest = () => decideBase(found.data.value ?? detail, found.etag.value);
  // A draft keeps the version that it was begun on: a decision must not be based on a version that its author has not seen.
  const own = useMemo(() => draft(key, newest()), [key]);
  const text = own.fields;
  const form = useForm(async () => {
    const changed = changes(own);
    const etag = own.base.peek().etag ?? (await readTag(own, newest, found.reload));
    const sent = send(own, changed);
    took(sent, await requests.decide(project, detail.id, etag, body(sent)));
  });
  const took = (sent: Fields, answer: Tagged<RequestDetail>) => {
    const replaced = own.base.peek().version;
    const more = settle(own, sent, decideBase(answer.data, answer.etag));
    if (!more) forget(key);
    announce(more ? t.decide.since : t.decide.done(t.status(answer.data.status)));
    onDone(answer, { more, replaced });
  };
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    element.current?.querySelector("select")?.focus();
    element.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const { stale, notice } = useConflict({
    own,
    form,
    newest,
    reload: found.reload,
    request: found.data.value ?? detail,
    isOwn: (sent) => isOurs((found.data.value ?? detail).decisions[0], body(sent)),
    onOwn: (sent) => took(sent, { data: found.data.value ?? detail, etag: found.etag.value }),
    fieldTexts: { status: [t.decide.status, (status) => t.status(status as Status)] },
  });
  return (
    <form
      ref={element}
      class="editor"
      data-escape
      aria-label={t.decide.title}
      onSubmit={form.onSubmit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.current?.requestSubmit();
      }}
    >
      <h3>{t.decide.title}</h3>
      {notice}
      {!stale && <FormProblem problem={form.problem} fields={["status", "reason_code", "reason"]} />}
      <div class="pair">
        <Choice
          label={t.decide.status}
          name="status"
          value={text.status.value}
          error={form.error("status")}
          options={outcomes.map((outcome) => ({ value: outcome, label: t.status(outcome) }))}
          onChange={(status) => {
            // The reason follows the outcome until somebody has chosen one.
            if (text.code.value === usual[text.status.value as Status])
              text.code.value = usual[status as Status] ?? "other";
            text.status.value = status;
          }}
        />
        <Choice
          label={t.decide.code}
          name="reason_code"
          value={text.code.value}
          error={form.error("reason_code")}
          options={codes.map((code) => ({ value: code, label: t.reason(code) }))}
          onChange={(code) => {
            text.code.value = code;
          }}
        />
      </div>
      <Field
        label={t.decide.reason}
        hint={detail.public ? t.decide.reasonHint : t.decide.privateHint(Boolean(detail.author))}
        name="reason"
        value={text.reason}
        error={form.error("reason")}
        lines={4}
        required
        maxLength={4000}
      />
      <details class="plain">
        <summary>{t.decide.more}</summary>
        <Field
          label={t.decide.evidence}
          hint={t.decide.evidenceHint}
          name="evidence"
          value={text.evidence}
          lines={2}
        />
        <Field
          label={t.decide.alternatives}
          hint={t.decide.alternativesHint}
          name="alternatives"
          value={text.alternatives}
          lines={2}
        />
        <Field label={t.decide.reopen} name="reopen_if" value={text.reopen_if} lines={2} />
      </details>
      {(detail.public || detail.author) && (
        <Preview
          name={detail.public ? t.decide.preview : t.decide.privatePreview}
          title={detail.title}
          decision={body(typed(own))}
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

function Preview(props: { name: string; title: string; decision: DecisionIn }): JSX.Element {
  const { name, title, decision } = props;
  return (
    <section class="preview" aria-label={name}>
      <h4>{name}</h4>
      <p class="preview-said">
        <span class="quiet">{t.decide.you}</span> “<span dir="auto">{title}</span>”
      </p>
      <p class="facts">
        <span class="quiet">{t.decide.we}</span> <StatusBadge status={decision.status} />
      </p>
      {decision.reason ? (
        <p class="prose" dir="auto">
          {decision.reason}
        </p>
      ) : (
        <p class="quiet">{t.decide.previewEmpty}</p>
      )}
    </section>
  );
}
