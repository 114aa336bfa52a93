// The prepared messages of a project: listed, added, edited and deleted here, picked where somebody decides.
// A message that was published stays as it was.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { reasonCodes } from "../../base/reasons";
import { sendByKey } from "../../base/send";
import type { Items, Status, Template, TemplateIn } from "../../base/types";
import { triage } from "../../data/api";
import { templates } from "../../data/people";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Choice, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Around, Skeleton, StatusBadge } from "../../ui/parts";
import { t } from "../../words/pages";
import { r } from "../../words/rules";

const statuses: Status[] = ["under_review", "planned", "in_progress", "shipped", "declined"];

/** The list and its forms. */
export function Templates({ project }: { project: string }): JSX.Element {
  const allowed = may(roleIn(project), "decide");
  const found = useResource<Items<Template>>(`templates ${project}`, () => triage.templates(project), 60);
  // The template that is edited, `new` for another one.
  const edited = useSignal<Template | "new" | null>(null);
  const asked = useSignal<Template | null>(null);
  const items = found.data.value?.items;
  const close = () => {
    edited.value = null;
  };
  return (
    <section class="stack">
      <h3>{r.templates}</h3>
      <p class="hint">{r.templatesHint}</p>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!items && !found.problem.value && <Skeleton lines={3} />}
      {items?.length === 0 && <p class="quiet">{r.noTemplates}</p>}
      {items && items.length > 0 && (
        <ul class="lines template-lines">
          {items.map((template) =>
            edited.value !== "new" && edited.value?.id === template.id ? (
              <li key={template.id}>
                <Form project={project} template={template} onDone={found.reload} onClose={close} />
              </li>
            ) : (
              <li key={template.id}>
                <span class="template" dir="auto">
                  <span>{template.name}</span>
                  <span class="clip quiet">{template.body}</span>
                </span>
                <span class="gap" />
                {template.status ? <StatusBadge status={template.status} /> : <span>{r.any}</span>}
                {allowed && (
                  <>
                    <button
                      type="button"
                      class="button"
                      aria-label={r.editOf(template.name)}
                      onClick={() => {
                        edited.value = template;
                      }}
                    >
                      {r.edit}
                    </button>
                    <button
                      type="button"
                      class="button is-bare is-square"
                      aria-label={r.remove(template.name)}
                      title={r.remove(template.name)}
                      onClick={() => {
                        asked.value = template;
                      }}
                    >
                      <Icon name="trash" />
                    </button>
                  </>
                )}
              </li>
            ),
          )}
        </ul>
      )}
      {allowed &&
        items &&
        (edited.value === "new" ? (
          <Form project={project} template={null} onDone={found.reload} onClose={close} />
        ) : (
          <div class="acts">
            <button
              type="button"
              class="button"
              onClick={() => {
                edited.value = "new";
              }}
            >
              <Icon name="plus" />
              {r.add}
            </button>
          </div>
        ))}
      {asked.value && (
        <Confirm
          title={<Around text={r.removeTitle(asked.value.name)} said={asked.value.name} />}
          text={r.removeText}
          act={r.removeAct}
          onConfirm={async () => {
            if (asked.value) await templates.drop(project, asked.value.id);
            announce(r.removed);
            await found.reload();
          }}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </section>
  );
}

/** The form of one template; null for a new one. */
function Form(props: {
  project: string;
  template: Template | null;
  onDone: () => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const { project, template } = props;
  const name = useSignal(template?.name ?? "");
  const body = useSignal(template?.body ?? "");
  const status = useSignal<string>(template?.status ?? "");
  const code = useSignal<string>(template?.reason_code ?? "not_now");
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector("input")?.focus(), []);
  const form = useForm(async () => {
    const input: TemplateIn = {
      name: name.peek().trim(),
      status: (status.peek() || null) as Status | null,
      reason_code: code.peek() as Template["reason_code"],
      body: body.peek().trim(),
    };
    if (template) await templates.patch(project, template.id, input);
    else await templates.create(project, input);
    announce(r.templateSaved);
    await props.onDone();
    props.onClose();
  });
  const title = template ? r.editOf(template.name) : r.add;
  return (
    <form ref={element} class="editor" aria-label={title} onSubmit={form.onSubmit} onKeyDown={sendByKey}>
      <FormProblem problem={form.problem} fields={["name", "body", "status", "reason_code"]} />
      <Field label={r.name} name="name" value={name} error={form.error("name")} required maxLength={100} />
      <div class="pair">
        <Choice
          label={r.status}
          name="status"
          value={status.value}
          error={form.error("status")}
          options={[
            { value: "", label: r.any },
            ...statuses.map((one) => ({ value: one, label: t.status(one) })),
          ]}
          onChange={(next) => {
            status.value = next;
          }}
        />
        <Choice
          label={r.code}
          name="reason_code"
          value={code.value}
          error={form.error("reason_code")}
          options={reasonCodes.map((one) => ({ value: one, label: t.reason(one) }))}
          onChange={(next) => {
            code.value = next;
          }}
        />
      </div>
      <Field
        label={r.body}
        hint={r.bodyHint}
        name="body"
        value={body}
        error={form.error("body")}
        lines={4}
        required
        maxLength={4000}
      />
      <footer class="acts">
        <Submit busy={form.busy}>{t.act.save}</Submit>
        <button type="button" class="button" onClick={props.onClose}>
          {t.act.cancel}
        </button>
      </footer>
    </form>
  );
}
