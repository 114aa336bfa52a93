// Splitting a request that asks for two things: the second one, with the votes and the reports that belong to it.
// The first one stays as it is, but for the reports that are named.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import { sendByKey } from "../../base/send";
import { doneForGood } from "../../data/acts";
import { requests } from "../../data/api";
import { Sheet } from "../../ui/dialog";
import { Check, Field, FormProblem, Submit, useForm } from "../../ui/form";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import type { Open } from "./open";

/** The dialog. */
export function Splitting(props: Open & { onClose: () => void }): JSX.Element {
  const { project, detail, found, list, onClose } = props;
  const { route } = useLocation();
  const title = useSignal("");
  const body = useSignal(detail.body);
  const votes = useSignal(false);
  const reports = useSignal<ReadonlySet<string>>(new Set());
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector("input")?.focus(), []);
  const form = useForm(async () => {
    const made = await requests.split(project, detail.id, found.etag.peek() ?? `"${detail.version}"`, {
      title: title.peek().trim(),
      body: body.peek().trim(),
      take_votes: votes.peek(),
      reports: [...reports.peek()],
    });
    doneForGood(project, t.acts.forGood(made.number));
    announce(p.splitDone(detail.number, made.number));
    onClose();
    void list.refresh();
    route(paths.triage(project, made.id));
  });
  return (
    <Sheet title={p.splitTitle(detail.number)} onClose={onClose}>
      <form
        ref={element}
        class="stack"
        aria-label={p.splitTitle(detail.number)}
        onSubmit={form.onSubmit}
        onKeyDown={sendByKey}
      >
        <p class="lead">
          <bdi>{p.splitLead(detail.title)}</bdi>
        </p>
        {form.problem?.status === 412 ? (
          <div class="notice" role="alert">
            <p>{p.changed}</p>
            <button
              type="button"
              class="button"
              onClick={() => void found.reload().then(() => form.fail(null))}
            >
              {t.conflict.act}
            </button>
          </div>
        ) : (
          <FormProblem problem={form.problem} fields={["title", "body"]} />
        )}
        <Field
          label={p.splitName}
          name="title"
          value={title}
          error={form.error("title")}
          required
          maxLength={200}
          autocomplete="off"
        />
        <Field
          label={p.splitBody}
          name="body"
          value={body}
          error={form.error("body")}
          lines={3}
          maxLength={10000}
        />
        {detail.votes > 0 && (
          <Check
            label={p.splitVotes(detail.votes)}
            hint={p.splitVotesHint}
            name="take_votes"
            checked={votes.value}
            onChange={(next) => {
              votes.value = next;
            }}
          />
        )}
        {detail.linked_reports.length > 0 && (
          <fieldset class="split-reports">
            <legend>{p.splitReports}</legend>
            {detail.linked_reports.map((report) => (
              <Check
                key={report.id}
                label={`${t.number(report.number)} ${report.title}`}
                name={report.id}
                checked={reports.value.has(report.id)}
                onChange={(next) => {
                  const ids = new Set(reports.peek());
                  if (next) ids.add(report.id);
                  else ids.delete(report.id);
                  reports.value = ids;
                }}
              />
            ))}
          </fieldset>
        )}
        <footer class="acts">
          <Submit busy={form.busy}>{p.splitAct}</Submit>
          <button type="button" class="button" onClick={onClose}>
            {t.act.cancel}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}
