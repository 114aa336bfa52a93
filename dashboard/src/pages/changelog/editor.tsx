// One release note: its text with a preview beside it, the requests it answers, and what may be done with it.
// Keeps what is typed until it is saved. Renders no Markdown: the server returns it as parts.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../base/announce";
import { sendByKey } from "../../base/send";
import type { ReleaseNote } from "../../base/types";
import { asProblem } from "../../data/api";
import { changelog } from "../../data/changelog";
import { type Base, changes, type Draft, draft, forget, rebase, send, settle } from "../../data/drafts";
import { useLive } from "../../data/live";
import { useMarkdown } from "../../data/markdown";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, Part, Skeleton } from "../../ui/parts";
import { Said } from "../../ui/said";
import { g } from "../../words/changelog";
import { Linking } from "./linking";
import { Publishing } from "./publishing";

type Fields = { title: string; version: string; body: string; thanks: string };

const baseOf = (note: ReleaseNote, etag: string | null): Base<Fields> => ({
  values: {
    title: note.title,
    version: note.version ?? "",
    body: note.body,
    thanks: note.thanks.join("\n"),
  },
  version: note.revision,
  etag,
});

type Props = { project: string; note: string; back: string; onChanged: () => void; onGone: () => void };

/** The open release note. */
export function Note(props: Props): JSX.Element {
  const { project, note } = props;
  const found = useResource<ReleaseNote>(note, () => changelog.one(project, note), "stream");
  useLive({
    release_note: (event) => {
      if (event.release_notes.includes(note)) void found.reload();
    },
    resync: () => void found.reload(),
  });
  const detail = found.data.value;
  return (
    <article class="detail is-note">
      <div class="detail-bar">
        <a class="button is-bare" href={props.back}>
          <Icon name="back" />
          {g.back}
        </a>
      </div>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {detail ? (
        <Editor {...props} detail={detail} found={found} />
      ) : (
        !found.problem.value && <Skeleton lines={10} />
      )}
    </article>
  );
}

function Editor(props: Props & { detail: ReleaseNote; found: Resource<ReleaseNote> }): JSX.Element {
  const { project, detail, found } = props;
  const writes = may(roleIn(project), "decide");
  const kept = `release note ${detail.id}`;
  const own = useMemo(() => draft(kept, baseOf(detail, found.etag.peek())), [kept]);
  const asking = useSignal<"publish" | "remove" | null>(null);
  const conflict = useSignal(false);
  useEffect(() => {
    if (detail.revision > own.base.peek().version) {
      conflict.value = rebase(own, baseOf(detail, found.etag.peek())).length > 0;
    }
  }, [detail.revision]);
  const etag = () => own.base.peek().etag ?? "";
  const save = async () => {
    const changed = changes(own);
    if (Object.keys(changed).length === 0) return;
    const sent = send(own, changed);
    const { thanks, version, ...rest } = changed;
    const body = {
      ...rest,
      ...(version !== undefined && { version: version.trim() || null }),
      ...(thanks !== undefined && { thanks: thanks.split("\n").filter((name) => name.trim()) }),
    };
    try {
      const answer = await changelog.patch(project, detail.id, etag(), body);
      settle(own, sent, baseOf(answer.data, answer.etag));
      found.put(answer);
      conflict.value = false;
      props.onChanged();
    } catch (cause) {
      own.sent.value = [];
      if (asProblem(cause).code === "precondition_failed") void found.reload();
      throw cause;
    }
  };
  const form = useForm(async () => {
    await save();
    announce(g.saved);
  });
  const act = useForm(async () => {
    found.put(await changelog.unpublish(project, detail.id, etag()));
    announce(g.unpublished);
    props.onChanged();
  });
  const close = () => {
    asking.value = null;
  };
  return (
    <>
      <header class="detail-head">
        <p class="facts">
          <span class={`note-state is-${detail.state}`}>{g.states[detail.state]}</span>
          <Age at={detail.publish_at ?? detail.published_at ?? detail.created_at} long />
          {detail.edited_at && (
            <span>
              {g.edited} <Age at={detail.edited_at} />
            </span>
          )}
        </p>
        <h2 dir="auto">{own.fields.title.value || g.untitled}</h2>
      </header>
      {conflict.value && (
        <p class="notice" role="alert">
          {g.stale}
        </p>
      )}
      <div class="note-panes">
        {writes && (
          <form class="editor" aria-label={g.title} onSubmit={form.onSubmit} onKeyDown={sendByKey}>
            <FormProblem problem={form.problem} fields={["title", "version", "body", "thanks"]} />
            <div class="note-name">
              <Field
                label={g.name}
                name="title"
                value={own.fields.title}
                error={form.error("title")}
                required
                maxLength={200}
              />
              <Field
                label={g.version}
                name="version"
                value={own.fields.version}
                error={form.error("version")}
                placeholder={g.versionHint}
                maxLength={50}
              />
            </div>
            <Field
              label={g.body}
              hint={g.bodyHint}
              name="body"
              value={own.fields.body}
              error={form.error("body")}
              lines={14}
              maxLength={20000}
            />
            <Field
              label={g.thanks}
              hint={g.thanksHint}
              name="thanks"
              value={own.fields.thanks}
              error={form.error("thanks")}
              lines={2}
            />
            <div class="acts">
              <Submit busy={form.busy} second>
                {g.save}
              </Submit>
            </div>
          </form>
        )}
        <Preview project={project} own={own.fields} first={detail} />
      </div>
      <Part title={g.linked}>
        <Linking
          project={project}
          note={detail}
          writes={writes}
          onSet={async (requests) => {
            const answer = await changelog.patch(project, detail.id, etag(), { requests });
            rebase(own, baseOf(answer.data, answer.etag));
            found.put(answer);
            props.onChanged();
          }}
        />
      </Part>
      {writes && (
        <form class="acts" onSubmit={act.onSubmit}>
          {act.problem && <Trouble problem={act.problem} />}
          {detail.state !== "published" && (
            <button
              type="button"
              class="button is-main"
              onClick={() => {
                asking.value = "publish";
              }}
            >
              {g.publish}
            </button>
          )}
          {detail.state !== "draft" && (
            <Submit busy={act.busy} second>
              {detail.state === "scheduled" ? g.cancel : g.unpublish}
            </Submit>
          )}
          {detail.state !== "published" && (
            <button
              type="button"
              class="button is-loss-quiet"
              onClick={() => {
                asking.value = "remove";
              }}
            >
              {g.remove}
            </button>
          )}
        </form>
      )}
      {asking.value === "publish" && (
        <Publishing
          project={project}
          note={detail}
          onSend={async (body) => {
            await save();
            found.put(await changelog.publish(project, detail.id, etag(), body));
            announce(body.at ? g.scheduled : g.published);
            props.onChanged();
          }}
          onClose={close}
        />
      )}
      {asking.value === "remove" && (
        <Confirm
          title={g.removeTitle}
          text={g.removeText}
          act={g.remove}
          onConfirm={async () => {
            await changelog.remove(project, detail.id, etag());
            forget(kept);
            announce(g.removed);
            props.onGone();
          }}
          onClose={close}
        />
      )}
    </>
  );
}

/** The release note as its readers see it. */
function Preview(props: { project: string; own: Draft<Fields>["fields"]; first: ReleaseNote }): JSX.Element {
  const { project, own, first } = props;
  const parts = useMarkdown(project, own.body.value, { text: first.body, parts: first.content });
  const thanks = own.thanks.value.split("\n").filter((name) => name.trim());
  return (
    <section class="note-preview" aria-label={g.preview}>
      <h3>{g.preview}</h3>
      <div class="note-paper">
        {own.version.value.trim() && <p class="quiet num">{own.version.value.trim()}</p>}
        <p class="note-heading" dir="auto">
          {own.title.value.trim() || g.untitled}
        </p>
        {parts.length > 0 ? <Said parts={parts} /> : <p class="quiet">{g.nothing}</p>}
        {thanks.length > 0 && (
          <p class="quiet" dir="auto">
            {g.thankful(thanks)}
          </p>
        )}
      </div>
    </section>
  );
}
