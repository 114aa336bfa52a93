// The dialog that publishes a release note: who is told, which requests become shipped, and when.
// Publishes nothing before it was sent.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Audience, Project, PublishIn, ReleaseNote } from "../../base/types";
import { asProblem, type Problem, projects } from "../../data/api";
import { changelog } from "../../data/changelog";
import { useResource } from "../../data/resource";
import { Sheet } from "../../ui/dialog";
import { Check, Choice, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { g } from "../../words/changelog";
import { t } from "../../words/pages";

/** The dialog. */
export function Publishing(props: {
  project: string;
  note: ReleaseNote;
  onSend: (body: PublishIn) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const { project, note } = props;
  const audience = useSignal<Audience | null>(null);
  const failed = useSignal<Problem | null>(null);
  const left = useSignal<string[]>([]);
  const message = useSignal("");
  const when = useSignal<"now" | "later">("now");
  const at = useSignal("");
  useEffect(() => {
    changelog.audience(project, note.id).then(
      (found) => {
        audience.value = found;
      },
      (cause) => {
        failed.value = asProblem(cause);
      },
    );
  }, []);
  const rules = useResource<Project>(`project ${project}`, () => projects.one(project), 300);
  const needed = rules.data.value?.message_required ?? true;
  const known = audience.value;
  const marked = (known?.requests ?? [])
    .filter((one) => one.refused == null && !left.value.includes(one.id))
    .map((one) => one.id);
  const form = useForm(async () => {
    const body: PublishIn = { mark_shipped: marked };
    if (marked.length > 0) body.message = message.peek().trim();
    if (when.peek() === "later") body.at = new Date(at.peek()).toISOString();
    await props.onSend(body);
    props.onClose();
  });
  return (
    <Sheet title={g.publishTitle} onClose={props.onClose}>
      {failed.value && <Trouble problem={failed.value} />}
      {!known && !failed.value && <Skeleton lines={3} />}
      {known && (
        <form onSubmit={form.onSubmit} class="editor">
          <FormProblem problem={form.problem} fields={["message", "at"]} />
          <p>{g.people(known.people)}</p>
          {known.requests.length > 0 && (
            <fieldset class="note-marks">
              <legend>{g.mark}</legend>
              {known.requests.map((one) => (
                <Check
                  key={one.id}
                  name={one.id}
                  label={`${t.number(one.number)} ${one.title}`}
                  {...(one.refused != null && { hint: one.refused, disabled: true })}
                  checked={marked.includes(one.id)}
                  onChange={(checked) => {
                    left.value = checked ? left.value.filter((id) => id !== one.id) : [...left.value, one.id];
                  }}
                />
              ))}
            </fieldset>
          )}
          {marked.length > 0 && (
            <Field
              label={g.message}
              hint={g.messageHint(needed)}
              name="message"
              value={message}
              error={form.error("message")}
              lines={3}
              maxLength={4000}
            />
          )}
          <Choice
            label={g.when}
            name="when"
            value={when.value}
            options={[
              { value: "now", label: g.now },
              { value: "later", label: g.later },
            ]}
            onChange={(next) => {
              when.value = next === "later" ? "later" : "now";
            }}
          />
          {when.value === "later" && (
            <div class="field">
              <label for="publish-at">{g.at}</label>
              <p class="hint" id="publish-zone">
                {g.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
              </p>
              {form.error("at") && <p class="error">{form.error("at")}</p>}
              <input
                id="publish-at"
                class="input"
                type="datetime-local"
                required
                aria-describedby="publish-zone"
                aria-invalid={form.error("at") ? "true" : undefined}
                value={at.value}
                onInput={(event) => {
                  at.value = event.currentTarget.value;
                }}
              />
            </div>
          )}
          <footer class="acts">
            <button type="button" class="button" onClick={props.onClose}>
              {t.act.cancel}
            </button>
            <Submit busy={form.busy}>{when.value === "later" ? g.schedule : g.send}</Submit>
          </footer>
        </form>
      )}
    </Sheet>
  );
}
