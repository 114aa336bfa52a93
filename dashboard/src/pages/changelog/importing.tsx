// The dialog that imports release notes: a file is checked first, then imported, and the import can be undone.
// Imports nothing that was not shown before.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { ReleaseImport, ReleaseImportIn } from "../../base/types";
import { changelog } from "../../data/changelog";
import { Sheet } from "../../ui/dialog";
import { Choice, Submit, Trouble, useForm } from "../../ui/form";
import { g } from "../../words/changelog";
import { t } from "../../words/pages";

const sources: ReleaseImportIn["source"][] = ["github", "keep_a_changelog"];

/** The dialog. */
export function Importing(props: { project: string; onDone: () => void; onClose: () => void }): JSX.Element {
  const { project } = props;
  const source = useSignal<ReleaseImportIn["source"]>("github");
  const file = useSignal<string | null>(null);
  const result = useSignal<ReleaseImport | null>(null);
  const form = useForm(async () => {
    const known = result.peek();
    if (known && !known.dry_run) {
      await changelog.undoImport(project, known.id);
      announce(g.undone);
      props.onDone();
      props.onClose();
      return;
    }
    const body = { source: source.peek(), file: file.peek() ?? "", dry_run: known === null };
    result.value = await changelog.import(project, body);
    if (body.dry_run) return;
    announce(g.imported(result.peek()?.created.length ?? 0));
    props.onDone();
  });
  const seen = result.value;
  const done = seen !== null && !seen.dry_run;
  return (
    <Sheet title={g.importTitle} onClose={props.onClose}>
      <form onSubmit={form.onSubmit} class="editor">
        <p class="quiet">{g.importHint}</p>
        {form.problem && <Trouble problem={form.problem} />}
        {!done && (
          <>
            <Choice
              label={g.source}
              name="source"
              value={source.value}
              options={sources.map((one) => ({ value: one, label: g.sources[one] }))}
              onChange={(next) => {
                source.value = sources.find((one) => one === next) ?? "github";
                result.value = null;
              }}
            />
            <div class="field">
              <label for="import-file">{g.file}</label>
              <input
                id="import-file"
                type="file"
                class="input"
                accept=".json,.md,.markdown,.txt"
                required
                onChange={(event) => {
                  result.value = null;
                  file.value = null;
                  void event.currentTarget.files?.[0]?.text().then((text) => {
                    file.value = text;
                  });
                }}
              />
            </div>
          </>
        )}
        {seen && (
          <div role="status">
            <p>{done ? g.imported(seen.created.length) : g.would(seen.created.length)}</p>
            {seen.known > 0 && <p class="quiet">{g.known(seen.known)}</p>}
            {seen.errors.length > 0 && (
              <>
                <p>{g.wrong}</p>
                <ul class="lines">
                  {seen.errors.map((error) => (
                    <li key={error.place} dir="auto">
                      {error.place}: {error.detail}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        )}
        <footer class="acts">
          <button type="button" class="button" onClick={props.onClose}>
            {done ? t.act.close : t.act.cancel}
          </button>
          {(!done || seen.created.length > 0) && (
            <Submit busy={form.busy} second={done}>
              {done ? g.undo : seen ? g.run : g.look}
            </Submit>
          )}
        </footer>
      </form>
    </Sheet>
  );
}
