// The dialog that creates a request: from a call or a mail on behalf of a person, or from a report.
// Shows similar requests while the title is typed, so that the vote goes there instead of to a duplicate.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../base/announce";
import { kinds } from "../base/filters";
import { releaseKeys } from "../base/keys";
import { sendByKey } from "../base/send";
import type { Duplicate, Kind, RequestDetail, RequestIn, ScreenRow } from "../base/types";
import { doneForGood } from "../data/acts";
import { facts, requests } from "../data/api";
import { draft, forget } from "../data/drafts";
import { people } from "../data/people";
import { c } from "../words/create";
import { t } from "../words/texts";
import { percent } from "../words/time";
import { Sheet } from "./dialog";
import { Check, Choice, Field, FormProblem, Submit, useForm } from "./form";
import { StatusIcon } from "./icon";
import { type Chosen, PersonField, personIn } from "./person";

/** What a report gives the request that is made of it. */
export type FromReport = {
  id: string;
  number: number;
  title: string;
  body: string;
  screen: { route: string; title?: string | null };
};

type Fields = { title: string; body: string; kind: string; note: string; screen: string; public: boolean };

/** Milliseconds after which typing counts as paused. */
const pause = 250;

/** The dialog; `onDone` gets the request that was created, or null where something went to another one instead. */
export function Create(props: {
  project: string;
  report?: FromReport;
  onDone: (made: RequestDetail | null) => void;
  onClose: () => void;
}): JSX.Element {
  const { project, report, onClose } = props;
  const key = `create ${project} ${report?.id ?? ""}`;
  const own = useMemo(
    () =>
      draft<Fields>(key, {
        values: {
          title: report?.title ?? "",
          body: report?.body ?? "",
          kind: report ? "problem" : "feature",
          note: "",
          screen: "",
          public: true,
        },
        version: 0,
        etag: null,
      }),
    [key],
  );
  const { title, body, kind, note, screen, public: open } = own.fields;
  const person = useSignal<Chosen | null>(null);
  const screens = useSignal<ScreenRow[]>([]);
  const chosen = useRef<Duplicate | null>(null);
  const missing = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const field = element.current?.querySelector("input");
    field?.focus();
    releaseKeys(field ?? null);
    if (report) return;
    facts.screens(project, { order: "route" }, { limit: 100 }).then(
      ({ data }) => {
        screens.value = data.items;
      },
      // The screen is optional.
      () => {},
    );
  }, []);
  const finish = (made: RequestDetail | null, said: string) => {
    forget(key);
    announce(said);
    onClose();
    props.onDone(made);
  };
  /** Whether somebody has linked the report meanwhile: that is shown, not replaced. */
  const isLinked = async () => {
    const now = report && (await facts.report(project, report.id)).data.request;
    if (now) finish(null, c.isLinked(now.number));
    return Boolean(now);
  };
  const form = useForm(async () => {
    const place = report?.screen ?? screens.peek().find((one) => one.id === screen.peek());
    const input: RequestIn = {
      kind: kind.peek() as Kind,
      title: title.peek().trim(),
      public: open.peek(),
      ...(body.peek().trim() && { body: body.peek().trim() }),
      ...(place && { screen: { route: place.route, ...(place.title && { title: place.title }) } }),
      ...(report && { report_id: report.id }),
      ...(person.peek() && { on_behalf: personIn(person.peek() as Chosen) }),
      ...(note.peek().trim() && { note: note.peek().trim() }),
    };
    if (report && (await isLinked())) return;
    const { data } = await requests.create(project, input);
    doneForGood(project, t.acts.forGood(data.number));
    finish(data, c.done(data.number));
  });
  // To a request that says the same: the vote, the report and the note go there.
  const instead = useForm(async () => {
    const other = chosen.current;
    if (!other) return;
    if (report && (await isLinked())) return;
    if (report) await requests.link(project, other.id, report.id);
    const who = person.peek();
    if (who) await people.addVoter(project, other.id, personIn(who));
    if (note.peek().trim()) await people.addNote(project, other.id, note.peek().trim());
    finish(null, report ? c.linked(other.number) : c.voted(other.number));
  });
  return (
    <Sheet title={report ? c.fromReport(report.number) : c.title} onClose={onClose}>
      <form
        ref={element}
        class="stack create"
        aria-label={report ? c.fromReport(report.number) : c.title}
        onSubmit={form.onSubmit}
        onKeyDown={(event) => {
          // What was typed before the dialog was there.
          if (!event.isTrusted && event.key.length === 1) title.value += event.key;
          sendByKey(event);
        }}
      >
        <FormProblem problem={form.problem} fields={["title", "body", "note", "on_behalf"]} />
        <FormProblem problem={instead.problem} />
        <Field
          label={c.name}
          name="title"
          value={title}
          error={form.error("title")}
          required
          maxLength={200}
          autocomplete="off"
        />
        <Alike
          {...{ project }}
          title={title.value}
          body={body.value}
          isReport={Boolean(report)}
          busy={instead.busy}
          onPick={(other, event) => {
            chosen.current = other;
            missing.value = !report && person.peek() === null;
            if (missing.value) element.current?.querySelector<HTMLElement>("[role=combobox]")?.focus();
            else instead.onSubmit(event);
          }}
        />
        <PersonField
          project={project}
          label={c.person}
          hint={c.personHint}
          error={missing.value && !person.value ? c.needsPerson : form.error("on_behalf")}
          person={person}
        />
        <Field
          label={c.note}
          hint={c.noteHint}
          name="note"
          value={note}
          error={form.error("note")}
          lines={2}
          maxLength={4000}
        />
        <fieldset class="segmented is-inline">
          <legend>{c.kind}</legend>
          {kinds.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="kind"
                value={one}
                checked={kind.value === one}
                onChange={() => {
                  kind.value = one;
                }}
              />
              <span>{t.kind(one)}</span>
            </label>
          ))}
        </fieldset>
        <details class="plain" open={Boolean(report)}>
          <summary>{c.more}</summary>
          <Field
            label={c.body}
            name="body"
            value={body}
            error={form.error("body")}
            lines={3}
            maxLength={10000}
          />
          {!report && (
            <Choice
              label={c.screen}
              name="screen"
              value={screen.value}
              options={[
                { value: "", label: c.noScreen },
                ...screens.value.map((one) => ({ value: one.id, label: one.route })),
              ]}
              onChange={(next) => {
                screen.value = next;
              }}
            />
          )}
          <Check
            label={c.public}
            hint={c.publicHint}
            name="public"
            checked={open.value}
            onChange={(next) => {
              open.value = next;
            }}
          />
        </details>
        <footer class="acts">
          <Submit busy={form.busy}>
            {c.act}
            <span class="kbd" aria-hidden="true">
              Ctrl Enter
            </span>
          </Submit>
          <button
            type="button"
            class="button"
            onClick={() => {
              forget(key);
              onClose();
            }}
          >
            {t.act.cancel}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}

/** The requests that may say the same as what is typed. */
function Alike(props: {
  project: string;
  title: string;
  body: string;
  isReport: boolean;
  busy: boolean;
  onPick: (other: Duplicate, event: Event) => void;
}): JSX.Element {
  const { project, isReport } = props;
  const found = useSignal<Duplicate[]>([]);
  const [title, body] = [props.title.trim(), props.body.trim()];
  useEffect(() => {
    if (!title) {
      found.value = [];
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      requests.alike(project, { title, ...(body && { body }) }, stop.signal).then(
        ({ items }) => {
          found.value = items.filter((one) => one.likely && one.status !== "merged").slice(0, 4);
        },
        // Creating goes on without them.
        () => {},
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [title, body]);
  return (
    <div role="status" class="alike">
      {found.value.length > 0 && (
        <>
          <p class="alike-title">{c.similar}</p>
          <ul class="lines">
            {found.value.map((one) => (
              <li key={one.id}>
                <StatusIcon status={one.status} />
                <div>
                  <span class="num quiet">{t.number(one.number)}</span> <span dir="auto">{one.title}</span>
                  <p class="facts quiet">
                    <span>{c.alike(percent(one.likeness))}</span>
                    <span>{t.votes(one.votes)}</span>
                  </p>
                </div>
                <button
                  type="button"
                  class="button"
                  aria-label={isReport ? c.linkThereOf(one.number) : c.voteOf(one.number)}
                  aria-disabled={props.busy ? "true" : undefined}
                  onClick={(event) => props.onPick(one, event)}
                >
                  {isReport ? c.linkThere : c.vote}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
