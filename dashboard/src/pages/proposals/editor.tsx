// The form of a proposal with its preview beside it. Once it is open, only its end and its screens can change.
// Keeps what is typed until it is saved. Renders no Markdown: the server returns it as parts.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../base/announce";
import { sendByKey } from "../../base/send";
import type { Proposal, TextPart } from "../../base/types";
import { asProblem } from "../../data/api";
import { type Base, changes, draft, rebase, send, settle } from "../../data/drafts";
import { proposals } from "../../data/proposals";
import type { Resource } from "../../data/resource";
import { Choice, Field, FormProblem, Submit, useForm } from "../../ui/form";
import { Said } from "../../ui/said";
import { p } from "../../words/proposals";
import { When } from "./when";

/** Milliseconds after which typing counts as paused. */
const pause = 250;

type Fields = {
  question: string;
  context: string;
  options: string;
  method: string;
  who: string;
  quorum: string;
  screens: string;
  opens_at: string;
  closes_at: string;
};

/** A time as an input of the reader's time zone has it. */
const local = (time: string | null | undefined) => {
  if (!time) return "";
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

const baseOf = (proposal: Proposal, etag: string | null): Base<Fields> => ({
  values: {
    question: proposal.question,
    context: proposal.context,
    options: proposal.options.join("\n"),
    method: proposal.method,
    who: proposal.who,
    quorum: String(proposal.quorum),
    screens: proposal.screens.join("\n"),
    opens_at: local(proposal.opens_at),
    closes_at: local(proposal.closes_at),
  },
  version: proposal.revision,
  etag,
});

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const time = (text: string) => (text ? new Date(text).toISOString() : null);

/** What is sent of the fields that changed. */
function body(changed: Partial<Fields>): object {
  const { options, quorum, screens, opens_at, closes_at, ...rest } = changed;
  return {
    ...rest,
    ...(options !== undefined && { options: lines(options) }),
    ...(quorum !== undefined && { quorum: Number(quorum) || 0 }),
    ...(screens !== undefined && { screens: lines(screens) }),
    ...(opens_at !== undefined && { opens_at: time(opens_at) }),
    ...(closes_at !== undefined && { closes_at: time(closes_at) }),
  };
}

/** The name under which the text of a proposal is kept. */
export const keptAs = (id: string) => `proposal ${id}`;

const named = <K extends string>(words: Record<K, string>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }));

/** The form. */
export function Editor(props: {
  project: string;
  detail: Proposal;
  found: Resource<Proposal>;
  writes: boolean;
  onChanged: () => void;
}): JSX.Element {
  const { project, detail, found, writes } = props;
  const own = useMemo(() => draft(keptAs(detail.id), baseOf(detail, found.etag.peek())), [detail.id]);
  const conflict = useSignal(false);
  useEffect(() => {
    if (detail.revision > own.base.peek().version) {
      conflict.value = rebase(own, baseOf(detail, found.etag.peek())).length > 0;
    }
  }, [detail.revision]);
  const form = useForm(async () => {
    const changed = changes(own);
    if (Object.keys(changed).length === 0) return;
    const sent = send(own, changed);
    try {
      const answer = await proposals.patch(project, detail.id, own.base.peek().etag ?? "", body(changed));
      settle(own, sent, baseOf(answer.data, answer.etag));
      found.put(answer);
      conflict.value = false;
      props.onChanged();
      announce(p.saved);
    } catch (cause) {
      own.sent.value = [];
      if (asProblem(cause).code === "precondition_failed") void found.reload();
      throw cause;
    }
  });
  const { fields } = own;
  const names = Object.keys(fields);
  const whole = detail.phase === "draft" || detail.phase === "upcoming";
  const when = (name: "opens_at" | "closes_at", label: string, hint: string) => (
    <When label={label} hint={hint} name={name} value={fields[name]} error={form.error(name)} />
  );
  const zone = p.zone(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return (
    <>
      {conflict.value && (
        <p class="notice" role="alert">
          {p.stale}
        </p>
      )}
      <div class="proposal-panes">
        {writes && detail.phase !== "closed" && (
          <form class="editor" aria-label={p.title} onSubmit={form.onSubmit} onKeyDown={sendByKey}>
            <FormProblem problem={form.problem} fields={names} />
            {whole ? (
              <>
                <Field
                  label={p.question}
                  name="question"
                  value={fields.question}
                  error={form.error("question")}
                  required
                  maxLength={200}
                />
                <Field
                  label={p.context}
                  hint={p.contextHint}
                  name="context"
                  value={fields.context}
                  error={form.error("context")}
                  lines={8}
                  maxLength={20000}
                />
                <Field
                  label={p.options}
                  hint={p.optionsHint}
                  name="options"
                  value={fields.options}
                  error={form.error("options")}
                  lines={5}
                />
                <Choice
                  label={p.method}
                  name="method"
                  value={fields.method.value}
                  options={named(p.methods)}
                  onChange={(next) => {
                    fields.method.value = next;
                  }}
                  error={form.error("method")}
                />
                <Choice
                  label={p.who}
                  name="who"
                  value={fields.who.value}
                  options={named(p.whos)}
                  onChange={(next) => {
                    fields.who.value = next;
                  }}
                  error={form.error("who")}
                />
                <Field
                  label={p.quorum}
                  hint={p.quorumHint}
                  name="quorum"
                  value={fields.quorum}
                  error={form.error("quorum")}
                  inputMode="numeric"
                  maxLength={7}
                />
              </>
            ) : (
              <p class="quiet">{p.locked}</p>
            )}
            <div class="proposal-times">
              {whole && when("opens_at", p.opens, p.opensHint)}
              {when("closes_at", p.closes, zone)}
            </div>
            <Field
              label={p.screens}
              hint={p.screensHint}
              name="screens"
              value={fields.screens}
              error={form.error("screens")}
              lines={2}
              mono
            />
            <div class="acts">
              <Submit busy={form.busy} second>
                {p.save}
              </Submit>
            </div>
          </form>
        )}
        <Preview
          project={project}
          first={detail}
          text={whole ? fields.context.value : detail.context}
          options={whole ? lines(fields.options.value) : detail.options}
        />
      </div>
    </>
  );
}

function Preview(props: { project: string; text: string; options: string[]; first: Proposal }): JSX.Element {
  const { project, text, first, options } = props;
  const parts = useSignal<TextPart[]>(first.content);
  useEffect(() => {
    if (text === first.context) {
      parts.value = first.content;
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      proposals.preview(project, text, stop.signal).then(
        (answer) => {
          if (!stop.signal.aborted) parts.value = answer.content;
        },
        () => undefined,
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, first.revision]);
  return (
    <section class="proposal-preview" aria-label={p.preview}>
      <h3>{p.preview}</h3>
      {parts.value.length > 0 && <Said parts={parts.value} />}
      {options.length > 0 ? (
        <ol>
          {options.map((option) => (
            <li key={option} dir="auto">
              {option}
            </li>
          ))}
        </ol>
      ) : (
        <p class="quiet">{p.noOptions}</p>
      )}
    </section>
  );
}
