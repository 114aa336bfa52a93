// Editing a request's words, kind and visibility.
// It refuses to overwrite what it has not seen: only changed fields go out, with the version they were read at.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../announce";
import { requests, type Tagged } from "../api";
import { kinds } from "../filters";
import type { Resource } from "../resource";
import { t } from "../texts";
import type { Kind, RequestDetail, RequestPatch } from "../types";
import { Check, Choice, Field, FormProblem, Submit, useForm } from "../ui/form";
import { isStale, Stale } from "./decide";
import { draft, forget } from "./drafts";

/** The form that edits a request. */
export function Edit(props: {
  project: string;
  detail: RequestDetail;
  found: Resource<RequestDetail>;
  onDone: (answer: Tagged<RequestDetail>) => void;
  onCancel: () => void;
}): JSX.Element {
  const { project, found } = props;
  // What was on the screen when the form opened, with its tag: the page refreshes behind the form.
  const base = useSignal({ detail: props.detail, etag: found.etag.peek() });
  const { detail } = base.value;
  const key = `edit ${detail.id}`;
  const text = useMemo(() => draft(key, { title: detail.title, body: detail.body }), [key]);
  const kind = useSignal<Kind>(detail.kind);
  const open = useSignal(detail.public);
  const form = useForm(async () => {
    const patch: RequestPatch = {};
    if (text.title.value.trim() !== detail.title) patch.title = text.title.value.trim();
    if (text.body.value !== detail.body) patch.body = text.body.value;
    if (kind.value !== detail.kind) patch.kind = kind.value;
    if (open.value !== detail.public) patch.public = open.value;
    if (Object.keys(patch).length === 0) {
      forget(key);
      return props.onCancel();
    }
    const answer = await requests.patch(project, detail.id, base.value.etag ?? "", patch);
    forget(key);
    announce(t.edit.done);
    props.onDone(answer);
  });
  const takeNewest = () => {
    const newest = found.data.peek();
    if (!newest) return;
    // What was typed stays; what was not touched follows the newest version.
    if (text.title.value === detail.title) text.title.value = newest.title;
    if (text.body.value === detail.body) text.body.value = newest.body;
    if (kind.value === detail.kind) kind.value = newest.kind;
    if (open.value === detail.public) open.value = newest.public;
    base.value = { detail: newest, etag: found.etag.peek() };
    form.fail(null);
  };
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector("input")?.focus(), []);
  return (
    <form ref={element} class="desk" aria-label={t.edit.title} onSubmit={form.onSubmit}>
      <h2>{t.edit.title}</h2>
      {isStale(form.problem) ? (
        <Stale found={found} onLoaded={takeNewest} />
      ) : (
        <FormProblem problem={form.problem} fields={["title", "body", "kind", "public"]} />
      )}
      <Field
        label={t.edit.name}
        name="title"
        value={text.title}
        error={form.error("title")}
        required
        maxLength={200}
      />
      <Field
        label={t.edit.body}
        name="body"
        value={text.body}
        error={form.error("body")}
        lines={6}
        maxLength={10000}
      />
      <Choice
        label={t.edit.kind}
        name="kind"
        value={kind.value}
        options={kinds.map((one) => ({ value: one, label: t.kind(one) }))}
        onChange={(next) => {
          kind.value = next as Kind;
        }}
      />
      <Check
        label={t.edit.public}
        hint={t.edit.publicHint}
        name="public"
        checked={open.value}
        onChange={(next) => {
          open.value = next;
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
