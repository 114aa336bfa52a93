// Saving what triage is narrowed to as a view, and changing the one that is chosen.
// Shows no requests, and does not read the views: the navigation does.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { filterOf, isSaved, keptOf, type TriageFilter, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { SavedView, SavedViewPatch } from "../../base/types";
import { asProblem, type Problem } from "../../data/api";
import { may, roleIn } from "../../data/session";
import { views, viewsOf } from "../../data/views";
import { Confirm, Sheet } from "../../ui/dialog";
import { Check, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Menu } from "../../ui/menu";
import { t } from "../../words/texts";
import { w } from "../../words/views";

type Props = { project: string; filter: TriageFilter; onChange: (next: TriageFilter) => void };

/** The buttons beside the filters that are set. */
export function Saving({ project, filter, onChange }: Props): JSX.Element {
  const all = viewsOf(project);
  const view = all.find((one) => one.id === filter.saved);
  const over = useSignal<"new" | "rename" | "delete" | null>(null);
  const problem = useSignal<Problem | null>(null);
  const allowed = may(roleIn(project), "decide");
  const mine = view && (view.own || (allowed && view.shared));
  const same = view && isSaved(view, filter);
  const change = async (body: SavedViewPatch) => {
    if (!view) return;
    problem.value = null;
    try {
      const saved = await views.patch(project, view, body);
      announce(w.savedNow(saved.name));
      if (body.filter) onChange(filterOf(saved));
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  const close = () => {
    over.value = null;
  };
  const button = (text: string, act: () => void) => (
    <button type="button" class="button is-bare" onClick={act}>
      {text}
    </button>
  );
  const saveNew = () => {
    over.value = "new";
  };
  return (
    <div class="saving">
      {view && !same && (
        <span class="quiet clip" dir="auto">
          {w.changed(view.name)}
        </span>
      )}
      {mine &&
        !same &&
        button(w.saveChanges, () => void change({ filter: keptOf(filter), order: filter.order }))}
      {view && !same && button(w.discard, () => onChange(filterOf(view)))}
      {!same && button(view ? w.saveNew : w.save, saveNew)}
      {view && same && (
        <Acts
          {...{ project, view, all, change }}
          mine={Boolean(mine)}
          mayShare={view.own && allowed}
          show={(what) => {
            over.value = what;
          }}
        />
      )}
      {problem.value && <Trouble problem={problem.value} />}
      {over.value === "new" && (
        <Form
          title={w.saveTitle}
          shared={allowed ? false : null}
          name=""
          onClose={close}
          send={async (name, shared) => {
            const body = { name, shared, filter: keptOf(filter), order: filter.order };
            const made = await views.create(project, body);
            announce(w.savedNow(made.name));
            onChange(filterOf(made));
          }}
        />
      )}
      {view && over.value === "rename" && (
        <Form
          title={w.renameTitle}
          shared={null}
          name={view.name}
          onClose={close}
          send={async (name) => {
            await views.patch(project, view, { name });
          }}
        />
      )}
      {view && over.value === "delete" && (
        <Confirm
          title={w.removeTitle(view.name)}
          text={view.shared ? w.removeShared : w.removeOwn}
          act={w.removeAct}
          onClose={close}
          onConfirm={async () => {
            await views.drop(project, view);
            onChange({ ...filter, saved: null });
          }}
        />
      )}
    </div>
  );
}

/** The menu of the view that is chosen. */
function Acts(props: {
  project: string;
  view: SavedView;
  all: SavedView[];
  mine: boolean;
  mayShare: boolean;
  change: (body: SavedViewPatch) => Promise<void>;
  show: (what: "rename" | "delete") => void;
}): JSX.Element {
  const { project, view, all, change, show } = props;
  const at = all.indexOf(view);
  const link = () => {
    const address = location.origin + paths.triage(project, null, writeTriage(filterOf(view)));
    void navigator.clipboard.writeText(address).then(() => announce(w.copied));
  };
  const acts: [string, () => void][] = [[w.copy, link]];
  if (props.mine) acts.push([w.rename, () => show("rename")]);
  if (props.mayShare)
    acts.push([view.shared ? w.makePrivate : w.makeShared, () => void change({ shared: !view.shared })]);
  const before = all[at - 1];
  if (props.mine && before) acts.push([w.up, () => void change({ before: before.id })]);
  if (props.mine && at < all.length - 1)
    acts.push([w.down, () => void change({ before: all[at + 2]?.id ?? null })]);
  if (props.mine) acts.push([w.delete, () => show("delete")]);
  return (
    <Menu
      class="button is-bare"
      name={w.menuOf(view.name)}
      label={
        <>
          <span class="clip" dir="auto">
            {view.name}
          </span>
          <Icon name="dots" />
        </>
      }
    >
      {(close) => (
        <ul class="menu-list">
          {acts.map(([text, act]) => (
            <li key={text}>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  act();
                }}
              >
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Menu>
  );
}

/** Asks for a name, and whether the view is shared unless that is null. */
function Form(props: {
  title: string;
  name: string;
  shared: boolean | null;
  onClose: () => void;
  send: (name: string, shared: boolean) => Promise<void>;
}): JSX.Element {
  const name = useSignal(props.name);
  const shared = useSignal(props.shared ?? false);
  const form = useForm(async () => {
    await props.send(name.peek(), shared.peek());
    props.onClose();
  });
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <form class="stack" onSubmit={form.onSubmit}>
        <Field
          label={w.nameField}
          name="name"
          value={name}
          error={form.error("name")}
          maxLength={60}
          autocomplete="off"
          required
        />
        {props.shared !== null && (
          <Check
            label={w.share}
            name="shared"
            hint={w.shareHint}
            checked={shared.value}
            onChange={(next) => {
              shared.value = next;
            }}
          />
        )}
        <FormProblem problem={form.problem} fields={["name"]} />
        <footer class="acts">
          <button type="button" class="button" onClick={props.onClose}>
            {t.act.cancel}
          </button>
          <Submit busy={form.busy}>{w.keep}</Submit>
        </footer>
      </form>
    </Sheet>
  );
}
