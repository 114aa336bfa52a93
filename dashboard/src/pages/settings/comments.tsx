// How comments and news behave: approval, what reopens a request, and whether the widget looks for news by itself.
// Moderates nothing: the comments page does.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Project } from "../../base/types";
import { Problem, projects } from "../../data/api";
import { type Base, changes, draft, rebase, reset } from "../../data/drafts";
import { Check, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { c } from "../../words/comments";
import { t } from "../../words/pages";
import { useChosen } from "./chosen";
import { Frame } from "./frame";

const r = c.rules;

type Props = { data: Project; allowed: boolean; onSaved: (answer: { data: Project; etag: null }) => void };

/** The tab of comments and news. */
export function CommentRules({ project }: { project: string }): JSX.Element {
  return (
    <Frame project={project} title={r.title}>
      {({ found, data, allowed }) => (
        <>
          <Switches {...{ data, allowed }} onSaved={found.put} />
          <Reopening key={data.id} {...{ data, allowed }} onSaved={found.put} />
        </>
      )}
    </Frame>
  );
}

function Switches(props: Props): JSX.Element {
  const { allowed } = props;
  const { data, problem, save } = useChosen(props.data, r.saved, props.onSaved);
  return (
    <section class="stack">
      {problem.value && <Trouble problem={problem.value} />}
      <Check
        label={r.approve}
        hint={r.approveHint}
        name="approve_comments"
        checked={data.approve_comments}
        disabled={!allowed}
        onChange={(approve_comments) => save({ approve_comments })}
      />
      <Check
        label={r.announce}
        hint={r.announceHint}
        name="announce_news"
        checked={data.announce_news}
        disabled={!allowed}
        onChange={(announce_news) => save({ announce_news })}
      />
    </section>
  );
}

type Fields = { answers: string; percent: string };

const base = (data: Project): Base<Fields> => ({
  values: { answers: `${data.reopen_answers}`, percent: `${data.reopen_percent}` },
  version: 0,
  etag: null,
});

/** A number as it was typed. What is none must not be sent: the API would read "nothing" as "leave it". */
function numberIn(text: string, name: string): number {
  if (/^\d{1,6}$/.test(text.trim())) return Number(text);
  const errors = [{ pointer: `/${name}`, detail: r.noNumber }];
  throw new Problem({ status: 422, code: "invalid", detail: r.noNumber, errors });
}

function Reopening({ data, allowed, onSaved }: Props): JSX.Element {
  const key = `reopening ${data.id}`;
  const own = useMemo(() => draft(key, base(data)), [key]);
  const { answers, percent } = own.fields;
  useEffect(() => void rebase(own, base(data)), [data]);
  const form = useForm(async () => {
    const changed = changes(own);
    const saved = await projects.patch(data.id, {
      ...(changed.answers !== undefined && { reopen_answers: numberIn(changed.answers, "reopen_answers") }),
      ...(changed.percent !== undefined && { reopen_percent: numberIn(changed.percent, "reopen_percent") }),
    });
    onSaved({ data: saved, etag: null });
    announce(r.saved);
  });
  const isChanged = Object.keys(changes(own)).length > 0;
  return (
    <section>
      <form class="stack" aria-label={r.reopenTitle} onSubmit={form.onSubmit}>
        <h3>{r.reopenTitle}</h3>
        <p class="quiet">{r.reopenLead}</p>
        <FormProblem problem={form.problem} fields={["reopen_answers", "reopen_percent"]} />
        <div class="pair">
          <Field
            label={r.answers}
            hint={r.answersHint}
            name="reopen_answers"
            inputMode="numeric"
            disabled={!allowed}
            value={answers}
            error={form.error("reopen_answers")}
          />
          <Field
            label={r.percent}
            hint={r.percentHint}
            name="reopen_percent"
            inputMode="numeric"
            disabled={!allowed}
            value={percent}
            error={form.error("reopen_percent")}
          />
        </div>
        {allowed && isChanged && (
          <div class="acts">
            <Submit busy={form.busy}>{t.act.save}</Submit>
            <button type="button" class="button" onClick={() => reset(own, base(data))}>
              {t.act.cancel}
            </button>
          </div>
        )}
      </form>
    </section>
  );
}
