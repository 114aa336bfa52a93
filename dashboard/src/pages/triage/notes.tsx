// Internal notes on a request: what the team tells each other about it.
// Shows them apart from everything that visitors read.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { useKeys } from "../../base/keys";
import { sendByKey } from "../../base/send";
import type { Note } from "../../base/types";
import { draft } from "../../data/drafts";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { people } from "../../data/people";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age } from "../../ui/parts";
import { focusRow } from "../../ui/split";
import { p } from "../../words/pane";

/** The notes, newest first, and the field for another one. */
export function Notes(props: { project: string; request: string; allowed: boolean }): JSX.Element {
  const { project, request, allowed } = props;
  const list = usePaged<Note>(`notes ${request}`, (reading) => people.notes(project, request, reading));
  const soon = useSoon(list.reload, 1_000);
  useLive({
    request: ({ items }) => {
      if (items.some((item) => item.id === request)) soon();
    },
    resync: soon,
  });
  const asked = useSignal<Note | null>(null);
  const isAdmin = may(roleIn(project), "configure");
  return (
    <section class="part notes">
      <header class="notes-head">
        <h3>{p.notes}</h3>
        <span class="notes-mark">
          <Icon name="lock" />
          {p.onlyTeam}
        </span>
      </header>
      {allowed && <Adding project={project} request={request} onAdded={list.reload} />}
      {list.problem.value && <Trouble problem={list.problem.value} onRetry={list.retry} />}
      <ul class="note-list">
        {list.items.value.map((note) => (
          <li key={note.id}>
            <p class="facts">
              <strong dir="auto">{note.author}</strong>
              <Age at={note.created_at} long />
              <span class="gap" />
              {allowed && (note.own || isAdmin) && (
                <button
                  type="button"
                  class="button is-bare is-square"
                  aria-label={p.noteDelete}
                  title={p.noteDelete}
                  onClick={() => {
                    asked.value = note;
                  }}
                >
                  <Icon name="trash" />
                </button>
              )}
            </p>
            <p class="prose" dir="auto">
              {note.body}
            </p>
          </li>
        ))}
      </ul>
      {!list.whole.value && list.state.value === "ready" && (
        <button type="button" class="button" onClick={list.more}>
          {p.moreNotes}
        </button>
      )}
      {asked.value && (
        <Confirm
          title={p.noteDeleteTitle}
          text={p.noteDeleteText}
          act={p.noteDeleteAct}
          onConfirm={async () => {
            if (!asked.value) return;
            await people.dropNote(project, request, asked.value.id);
            list.drop(asked.value.id);
            announce(p.noteDeleted);
          }}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </section>
  );
}

function Adding(props: { project: string; request: string; onAdded: () => Promise<void> }): JSX.Element {
  const { project, request } = props;
  const key = `note ${request}`;
  const own = useMemo(() => draft(key, { values: { body: "" }, version: 0, etag: null }), [key]);
  const { body } = own.fields;
  const element = useRef<HTMLFormElement>(null);
  useKeys(
    {
      note: () => {
        const field = element.current?.querySelector("textarea");
        field?.scrollIntoView({ block: "nearest" });
        field?.focus();
        return field !== undefined;
      },
    },
    "pane",
  );
  const form = useForm(async () => {
    const sent = body.peek();
    if (!sent.trim()) return;
    await people.addNote(project, request, sent.trim());
    // What was typed meanwhile is the next note.
    if (body.peek() === sent) body.value = "";
    announce(p.noteAdded);
    await props.onAdded();
  });
  return (
    <form
      ref={element}
      class="note-form"
      aria-label={p.noteField}
      onSubmit={form.onSubmit}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing && focusRow(request)) {
          event.preventDefault();
          event.stopPropagation();
        }
        sendByKey(event);
      }}
    >
      <FormProblem problem={form.problem} fields={["body"]} />
      <Field
        label={p.noteField}
        name="body"
        value={body}
        error={form.error("body")}
        lines={1}
        maxLength={4000}
      />
      {body.value.trim() !== "" && (
        <div class="acts">
          <Submit busy={form.busy}>{p.noteAdd}</Submit>
        </div>
      )}
    </form>
  );
}
