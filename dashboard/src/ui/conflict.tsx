// What a form shows when somebody else has changed what it edits: the new values, and what sending would replace.
// Does not choose: what was typed stays until its author has seen the newest version.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../data/api";
import { type Base, changes, type Draft, differing, rebase, type Values } from "../data/drafts";
import { t } from "../words/pages";
import type { Form } from "./form";

/** A field as a person reads it: its label, and its value as text. */
export type FieldTexts<V extends Values> = { [Name in keyof V]?: [string, (value: V[Name]) => string] };

/** Whether an edit was refused because the thing has changed since it was read. */
function isStale(problem: Problem | null): boolean {
  return problem?.status === 412 || problem?.status === 428;
}

type Decided = { updated_at: string; decisions: { decided_at: string; decided_by: string }[] };

/** Who wrote the newest version, if that was a decision: the API does not say who made an edit. */
function lastAuthor(request: Decided | undefined): string | undefined {
  const last = request?.decisions[0];
  return last?.decided_at === request?.updated_at ? last?.decided_by : undefined;
}

/** Reads the tag of the version that a draft is based on, if its response had none; "" if there is a newer version. */
export async function readTag<V extends Values>(
  own: Draft<V>,
  newest: () => Base<V>,
  reload: () => Promise<void>,
): Promise<string> {
  await reload();
  const now = newest();
  return now.version === own.base.peek().version ? (now.etag ?? "") : "";
}

/**
 * Compares a draft with the newest version; `notice` is shown in the form while they differ, or else null. `show` leads to it,
 * where somebody sends without having looked at it.
 */
export function useConflict<V extends Values>(props: {
  own: Draft<V>;
  form: Form;
  newest: () => Base<V>;
  reload: () => Promise<void>;
  fieldTexts: FieldTexts<V>;
  /** The newest version of a request, which says who changed it last. */
  request?: Decided;
  /** Whether the newest version is the result of something sent; without it, whether it says the same. */
  isOwn?: (sent: V) => boolean;
  /** Does what the lost response would have done. */
  onOwn: (sent: V) => void;
  /** What a colleague has done meanwhile, in place of the fields that differ; it stays when the newest version is loaded. */
  said?: string;
}): { stale: boolean; notice: ComponentChildren; show: () => void } {
  const { own, form, newest, reload, fieldTexts } = props;
  const element = useRef<HTMLDivElement>(null);
  const replaced = useSignal<(keyof V)[]>([]);
  const refused = isStale(form.problem);
  const theirs = differing(own.base.value.values, newest().values);
  const mine = changes(own);
  const steps = newest().version - own.base.value.version;
  // An own change whose response was lost is not a conflict.
  const isOwn = props.isOwn ?? ((sent: V) => differing(sent, newest().values).length === 0);
  const arrived =
    steps === 1 || (steps === 0 && theirs.length > 0)
      ? own.sent.value.find((values) => isOwn(values))
      : undefined;
  const stale = !arrived && (refused || steps !== 0 || theirs.some((name) => name in mine));
  useEffect(() => {
    if (refused) void reload();
  }, [refused]);
  useEffect(() => {
    // Until then a response is pending.
    if (!arrived || form.sending()) return;
    form.fail(null);
    props.onOwn(arrived);
  }, [arrived, form.busy]);
  const load = async () => {
    await reload();
    replaced.value = rebase(own, newest());
    own.sent.value = [];
    form.fail(null);
  };
  const both = replaced.value.filter((name) => own.fields[name].value !== newest().values[name]);
  const said = props.said && (
    <p class="prose" dir="auto">
      {props.said}
    </p>
  );
  const notice = stale ? (
    <div ref={element} class="notice" role="alert" tabIndex={-1}>
      <p>
        <strong dir="auto">{t.conflict.title(steps === 0 ? undefined : lastAuthor(props.request))}</strong>
      </p>
      {said || <Fields names={theirs} values={newest().values} fieldTexts={fieldTexts} />}
      <p>{t.conflict.hint}</p>
      <button type="button" class="button" onClick={() => form.after(load())}>
        {t.conflict.act}
      </button>
    </div>
  ) : both.length > 0 ? (
    <div class="notice" role="status">
      <p>{t.conflict.replaces}</p>
      {said || <Fields names={both} values={newest().values} fieldTexts={fieldTexts} />}
    </div>
  ) : said ? (
    <div class="notice" role="status">
      {said}
    </div>
  ) : null;
  return { stale, notice, show: () => element.current?.focus() };
}

function Fields<V extends Values>(props: {
  names: (keyof V)[];
  values: V;
  fieldTexts: FieldTexts<V>;
}): JSX.Element | null {
  const rows = props.names.flatMap((name) => {
    const [label, say] = props.fieldTexts[name] ?? [];
    return label && say ? [[label, say(props.values[name])] as const] : [];
  });
  if (rows.length === 0) return null;
  return (
    <dl class="grounds">
      {rows.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class="prose" dir="auto">
            {text || t.conflict.empty}
          </dd>
        </div>
      ))}
    </dl>
  );
}
