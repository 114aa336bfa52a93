// Signed identity: the project's secret, shown once, and the code that uses it.
// Never shows a secret twice, and does not keep one that was pasted.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Project } from "../../base/types";
import { asProblem, projects } from "../../data/api";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Code, Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { browserCode, serverCode } from "./samples";

/** The signed identity tab. */
export function Identity({ project }: { project: string }): JSX.Element {
  const found = useResource<Project>(`project ${project}`, () => projects.one(project), 3600);
  const data = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{t.identity.title}</h2>
      <p class="lead">{t.identity.lead}</p>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!data && !found.problem.value && <Skeleton lines={6} />}
      {data && (
        <>
          <p class="facts">{data.signed_identity ? t.identity.on : t.identity.off}</p>
          {may(roleIn(project), "configure") ? (
            <Secret data={data} found={found} />
          ) : (
            <p class="notice">{t.settings.readOnly}</p>
          )}
          <section>
            <h3>{t.identity.code}</h3>
            <Code text={serverCode(data.id)} name={t.identity.code} />
            <h3>{t.identity.codeAfter}</h3>
            <Code text={browserCode} name={t.identity.codeAfter} />
          </section>
        </>
      )}
    </article>
  );
}

function Secret({ data, found }: { data: Project; found: Resource<Project> }): JSX.Element {
  const changed = useSignal(false);
  // A secret replaces another for good: only where it is still as the page says, on or off.
  const isUnchanged = async () => {
    const shown = data.signed_identity;
    await found.reload();
    // An own attempt without a response may have changed it.
    changed.value = !open.current && (found.data.peek() ?? data).signed_identity !== shown;
    return !changed.value;
  };
  const open = useRef(false);
  const replace = async (secret?: string) => {
    open.current = true;
    try {
      shown.value = (await projects.secret(data.id, secret)).secret;
      open.current = false;
    } catch (cause) {
      const { status } = asProblem(cause);
      open.current = status < 400 || status >= 500;
      throw cause;
    }
    // Before the page knows, the next attempt would take this change for somebody else's.
    await found.reload();
  };
  const own = useSignal("");
  const wrong = useSignal("");
  const shown = useSignal<string | null>(null);
  const asking = useSignal(false);
  const generate = useForm(async () => {
    if (!(await isUnchanged())) return;
    await replace();
  });
  const paste = useForm(async () => {
    const bytes = new TextEncoder().encode(own.value).length;
    wrong.value = bytes < 32 ? t.identity.ownShort(bytes) : "";
    if (wrong.value || !(await isUnchanged())) return false;
    await replace(own.value);
    return true;
  }, [own]);
  return (
    <>
      {shown.value && (
        <div class="once" role="status">
          <p>{t.identity.shown}</p>
          <Code text={shown.value} name={t.identity.title} />
        </div>
      )}
      {changed.value && (
        <p class="notice" role="alert">
          {t.identity.meanwhile}
        </p>
      )}
      <form class="stack" onSubmit={generate.onSubmit}>
        <FormProblem problem={generate.problem} />
        <div class="acts">
          <Submit busy={generate.busy}>
            {data.signed_identity ? t.identity.replace : t.identity.generate}
          </Submit>
          {data.signed_identity && (
            <button
              type="button"
              class="button is-loss-quiet"
              onClick={() => {
                asking.value = true;
              }}
            >
              {t.identity.drop}
            </button>
          )}
        </div>
      </form>
      <form class="inline-form" onSubmit={paste.onSubmit}>
        <FormProblem problem={paste.problem} fields={["secret"]} />
        <Field
          label={t.identity.own}
          hint={t.identity.ownHint}
          name="secret"
          type="password"
          autocomplete="off"
          required
          value={own}
          error={wrong.value || paste.error("secret")}
        />
        <Submit busy={paste.busy} second>
          {t.identity.set}
        </Submit>
      </form>
      {asking.value && (
        <Confirm
          title={t.identity.dropTitle}
          text={t.identity.dropText}
          act={t.identity.drop}
          onConfirm={async () => {
            await projects.dropSecret(data.id);
            shown.value = null;
            announce(t.identity.dropped);
            void found.reload();
          }}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </>
  );
}
