// API keys: created here, shown once, revoked here.
// Does not keep a key: leaving the page forgets it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { ApiKey, Items } from "../../base/types";
import { projects } from "../../data/api";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Choice, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Around, Code, Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { ago, now } from "../../words/time";

/** The API keys tab. */
export function Keys({ project }: { project: string }): JSX.Element {
  const allowed = may(roleIn(project), "configure");
  return (
    <article class="sheet-page">
      <h2>{t.keys.title}</h2>
      <p class="lead">
        {t.keys.lead} <a href="/docs">{t.keys.docs}</a>
      </p>
      {allowed ? <Body project={project} /> : <p class="notice">{t.settings.readOnly}</p>}
    </article>
  );
}

function Body({ project }: { project: string }): JSX.Element {
  const found = useResource<Items<ApiKey>>(`keys ${project}`, () => projects.keys(project), 60);
  const name = useSignal("");
  const scope = useSignal<"read" | "write">("read");
  const shown = useSignal<string | null>(null);
  const asked = useSignal<ApiKey | null>(null);
  const form = useForm(async () => {
    try {
      const made = await projects.addKey(project, { name: name.value.trim(), scope: scope.value });
      shown.value = made.key;
    } finally {
      // Also without a response: a key that was created is in the list.
      void found.reload();
    }
  }, [name]);
  const items = found.data.value?.items;
  return (
    <>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {shown.value && (
        <div class="once" role="status">
          <p>{t.keys.shown}</p>
          <Code text={shown.value} name={t.keys.title} />
        </div>
      )}
      {!items && !found.problem.value && <Skeleton lines={3} />}
      {items?.length === 0 && <p class="quiet">{t.keys.empty}</p>}
      {items && items.length > 0 && (
        <ul class="lines">
          {items.map((key) => (
            <li key={key.id}>
              <span class="clip" dir="auto">
                {key.name}
              </span>
              <span class="mono quiet">{key.prefix}…</span>
              <span class="gap" />
              {key.made_by && (
                <span class="quiet clip" dir="auto">
                  {t.keys.madeBy(key.made_by.name)}
                </span>
              )}
              <span class="quiet">{key.scope === "read" ? t.keys.read : t.keys.write}</span>
              <span class="quiet">
                {key.last_used_at ? t.keys.used(ago(key.last_used_at, now.value)) : t.keys.never}
              </span>
              <button
                type="button"
                class="button is-bare is-square"
                aria-label={t.keys.revoke(key.name)}
                title={t.keys.revoke(key.name)}
                onClick={() => {
                  asked.value = key;
                }}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {items && (
        <section>
          <h3>{t.keys.create}</h3>
          <form class="stack" onSubmit={form.onSubmit}>
            <FormProblem problem={form.problem} fields={["name", "scope"]} />
            <Field
              label={t.keys.name}
              hint={t.keys.nameHint}
              name="name"
              required
              maxLength={100}
              autocomplete="off"
              value={name}
              error={form.error("name")}
            />
            <Choice
              label={t.keys.scope}
              name="scope"
              value={scope.value}
              options={[
                { value: "read", label: t.keys.read },
                { value: "write", label: t.keys.write },
              ]}
              onChange={(next) => {
                scope.value = next as "read" | "write";
              }}
            />
            <div class="acts">
              <Submit busy={form.busy}>{t.keys.create}</Submit>
            </div>
          </form>
        </section>
      )}{" "}
      {asked.value && (
        <Confirm
          title={<Around text={t.keys.revokeTitle(asked.value.name)} said={asked.value.name} />}
          text={t.keys.revokeText}
          act={t.keys.revokeAct}
          onConfirm={async () => {
            if (asked.value) await projects.dropKey(project, asked.value.id);
            announce(t.keys.revoked);
            void found.reload();
          }}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </>
  );
}
