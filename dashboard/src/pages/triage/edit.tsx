// Editing a request's text, kind and visibility.
// Never overwrites unseen changes: only changed fields are sent, with the version that they were read at.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { kinds } from "../../base/filters";
import type { Kind, RequestDetail, RequestPatch } from "../../base/types";
import { requests, type Tagged } from "../../data/api";
import { type Base, changes, type Done, draft, forget, send, settle } from "../../data/drafts";
import type { Resource } from "../../data/resource";
import { readTag, useConflict } from "../../ui/conflict";
import { Check, Choice, Field, FormProblem, Submit, useForm } from "../../ui/form";
import { t } from "../../words/pages";

/** The key of a request's draft of an edit. */
export const editKey = (request: string): string => `edit ${request}`;

type Fields = { title: string; body: string; kind: string; public: boolean };

/** The initial values of an edit of a request. */
export const editBase = (detail: RequestDetail, etag: string | null): Base<Fields> => ({
  values: { title: detail.title, body: detail.body, kind: detail.kind, public: detail.public },
  version: detail.version,
  etag,
});

/** The form that edits a request. */
export function Edit(props: {
  project: string;
  detail: RequestDetail;
  found: Resource<RequestDetail>;
  onDone: (answer: Tagged<RequestDetail>, done: Done) => void;
  onCancel: () => void;
}): JSX.Element {
  const { project, detail, found } = props;
  const key = editKey(detail.id);
  const newest = () => editBase(found.data.value ?? detail, found.etag.value);
  const own = useMemo(() => draft(key, newest()), [key]);
  const { fields } = own;
  const form = useForm(async () => {
    const changed = changes(own);
    if (Object.keys(changed).length === 0) {
      forget(key);
      return props.onCancel();
    }
    const patch = { ...changed, ...(changed.title && { title: changed.title.trim() }) } as RequestPatch;
    const etag = own.base.peek().etag ?? (await readTag(own, newest, found.reload));
    const sent = send(own, changed);
    took(sent, await requests.patch(project, detail.id, etag, patch));
  });
  const took = (sent: Fields, answer: Tagged<RequestDetail>) => {
    const replaced = own.base.peek().version;
    const more = settle(own, sent, editBase(answer.data, answer.etag));
    if (!more) forget(key);
    announce(more ? t.edit.since : t.edit.done);
    props.onDone(answer, { more, replaced });
  };
  const { stale, notice } = useConflict({
    own,
    form,
    newest,
    reload: found.reload,
    request: found.data.value ?? detail,
    onOwn: (sent) => took(sent, { data: found.data.value ?? detail, etag: found.etag.value }),
    fieldTexts: {
      title: [t.edit.name, String],
      body: [t.edit.body, String],
      kind: [t.edit.kind, (kind) => t.kind(kind as Kind)],
      public: [t.edit.public, (open) => (open ? t.triage.public : t.triage.private)],
    },
  });
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector("input")?.focus(), []);
  return (
    <form ref={element} class="editor" data-escape aria-label={t.edit.title} onSubmit={form.onSubmit}>
      <h2>{t.edit.title}</h2>
      {notice}
      {!stale && <FormProblem problem={form.problem} fields={["title", "body", "kind", "public"]} />}
      <Field
        label={t.edit.name}
        name="title"
        value={fields.title}
        error={form.error("title")}
        required
        maxLength={200}
      />
      <Field
        label={t.edit.body}
        name="body"
        value={fields.body}
        error={form.error("body")}
        lines={6}
        maxLength={10000}
      />
      <Choice
        label={t.edit.kind}
        name="kind"
        value={fields.kind.value}
        options={kinds.map((kind) => ({ value: kind, label: t.kind(kind) }))}
        onChange={(next) => {
          fields.kind.value = next;
        }}
      />
      <Check
        label={t.edit.public}
        hint={t.edit.publicHint}
        name="public"
        checked={fields.public.value}
        onChange={(next) => {
          fields.public.value = next;
        }}
      />
      <footer class="acts">
        <Submit busy={form.busy}>{t.act.save}</Submit>
        <button
          type="button"
          class="button"
          onClick={() => {
            forget(key);
            props.onCancel();
          }}
        >
          {t.act.cancel}
        </button>
      </footer>
    </form>
  );
}
