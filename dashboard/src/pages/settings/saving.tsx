// A form of settings of the project that are saved together: nothing that a colleague changed meanwhile is replaced unseen.
// Knows no field: the tab says what its fields are, and which setting each of them is.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Project, ProjectPatch } from "../../base/types";
import { projects } from "../../data/api";
import {
  type Base,
  changes,
  type Draft,
  differing,
  draft,
  rebase,
  reset,
  send,
  settle,
  type Values,
} from "../../data/drafts";
import { type FieldTexts, useConflict } from "../../ui/conflict";
import { type Form, Submit, useForm } from "../../ui/form";
import { t } from "../../words/pages";
import type { Framed } from "./frame";

/** What a tab says of its fields. */
type Tab<F extends Values> = Framed & {
  /** The name of the draft. */
  key: string;
  /** The values of the fields as the project has them. */
  valuesOf: (project: Project) => F;
  /** The settings that changed fields stand for. */
  patchOf: (changed: Partial<F>) => ProjectPatch;
  /** The name of each field and its value in words, for the notice of a conflict. */
  fieldTexts: FieldTexts<F>;
  saved: string;
  /** Where more was typed while it was being saved. */
  since: string;
  onSaved?: (project: Project) => void;
};

/** The fields, the form, the notice of a conflict, and the buttons at the end. */
export function useSaving<F extends Values>(
  tab: Tab<F>,
): { fields: Draft<F>["fields"]; form: Form; notice: ComponentChildren; acts: JSX.Element | null } {
  const { found, data, allowed } = tab;
  // The project has no version that the server checks, so its values are compared instead.
  const base = (project: Project): Base<F> => ({ values: tab.valuesOf(project), version: 0, etag: null });
  const own = useMemo(() => draft(tab.key, base(data)), [tab.key]);
  const newest = () => base(found.data.value ?? data);
  const theirs = () => differing(own.base.value.values, newest().values);
  // A draft without changes follows the newest version by itself.
  useEffect(() => {
    if (theirs().every((field) => !(field in changes(own)))) rebase(own, newest());
  }, [found.data.value]);
  const form = useForm(async () => {
    const changed = changes(own);
    await found.reload();
    // Somebody else has changed a field that this would replace: the notice says so, and nothing is sent.
    if (theirs().some((field) => field in changed)) return;
    rebase(own, newest());
    const sent = send(own, changed);
    took(sent, await projects.patch(data.id, tab.patchOf(changed)));
  });
  const took = (sent: F, saved: Project) => {
    found.put({ data: saved, etag: null });
    const more = settle(own, sent, base(saved));
    tab.onSaved?.(saved);
    announce(more ? tab.since : tab.saved);
  };
  const { notice } = useConflict({
    own,
    form,
    newest,
    reload: found.reload,
    onOwn: (sent) => took(sent, found.data.value ?? data),
    fieldTexts: tab.fieldTexts,
  });
  const acts = allowed ? (
    <div class="acts">
      <Submit busy={form.busy}>{t.act.save}</Submit>
      {Object.keys(changes(own)).length > 0 && (
        <button type="button" class="button" onClick={() => reset(own, newest())}>
          {t.act.cancel}
        </button>
      )}
    </div>
  ) : null;
  return { fields: own.fields, form, notice, acts };
}
