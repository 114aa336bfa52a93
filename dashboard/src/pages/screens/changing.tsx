// Renaming a screen, and merging it into another one after a look at what would move.
// Merging asks first, because it cannot be undone.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { Page, ScreenDetail, ScreenMergePreview, ScreenRow } from "../../base/types";
import { facts, type Tagged } from "../../data/api";
import { useResource } from "../../data/resource";
import { Sheet } from "../../ui/dialog";
import { Choice, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { s } from "../../words/screens";

type Props = { project: string; detail: ScreenDetail; onChange: () => Promise<void> };

/** The buttons of an open screen. */
export function Changing(props: Props): JSX.Element {
  const open = useSignal<"rename" | "merge" | null>(null);
  const close = () => {
    open.value = null;
  };
  return (
    <>
      {(["rename", "merge"] as const).map((what) => (
        <button
          key={what}
          type="button"
          class="button is-bare"
          onClick={() => {
            open.value = what;
          }}
        >
          {s[what]}
        </button>
      ))}
      {open.value === "rename" && <Rename {...props} onClose={close} />}
      {open.value === "merge" && <Merge {...props} onClose={close} />}
    </>
  );
}

function Rename({ project, detail, onChange, onClose }: Props & { onClose: () => void }): JSX.Element {
  const title = useSignal(detail.title ?? "");
  const form = useForm(async () => {
    await facts.renameScreen(project, detail.id, title.peek());
    await onChange();
    announce(s.renamed);
    onClose();
  });
  return (
    <Sheet title={s.renameTitle} onClose={onClose}>
      <form class="editor screen-form" onSubmit={form.onSubmit}>
        <Field
          label={s.name}
          hint={s.nameHint}
          name="title"
          value={title}
          maxLength={200}
          error={form.error("title")}
        />
        <FormProblem problem={form.problem} fields={["title"]} />
        <footer>
          <button type="button" class="button" onClick={onClose}>
            {t.act.cancel}
          </button>
          <Submit busy={form.busy}>{s.rename}</Submit>
        </footer>
      </form>
    </Sheet>
  );
}

function Merge({ project, detail, onClose }: Props & { onClose: () => void }): JSX.Element {
  const { route } = useLocation();
  const into = useSignal("");
  const screens = useResource(`all screens ${project}`, () => all(project), 120);
  const others = screens.data.value?.filter((one) => one.id !== detail.id) ?? [];
  const form = useForm(async () => {
    const merged = await facts.mergeScreen(project, detail.id, into.peek());
    announce(s.merged);
    onClose();
    route(paths.screens(project, merged.id), true);
  });
  return (
    <Sheet title={s.mergeTitle} onClose={onClose}>
      <form class="editor screen-form" onSubmit={form.onSubmit}>
        <p>{s.mergeText(detail.route)}</p>
        <Choice
          label={s.mergeInto}
          name="into"
          value={into.value}
          options={[
            { value: "", label: s.choose },
            ...others.map((one) => ({ value: one.id, label: one.route })),
          ]}
          error={form.error("into")}
          onChange={(next) => {
            into.value = next;
            form.fail(null);
          }}
        />
        {into.value && <Preview key={into.value} project={project} screen={detail.id} into={into.value} />}
        <FormProblem problem={form.problem} fields={["into"]} />
        <footer>
          <button type="button" class="button" onClick={onClose}>
            {t.act.cancel}
          </button>
          {into.value && (
            <button type="submit" class="button is-loss" aria-disabled={form.busy ? "true" : undefined}>
              {form.busy ? t.act.working : s.merge}
            </button>
          )}
        </footer>
      </form>
    </Sheet>
  );
}

/** The first 1,000 screens by route. */
async function all(project: string): Promise<ScreenRow[]> {
  const found: ScreenRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Tagged<Page<ScreenRow>> = await facts.screens(
      project,
      { order: "route" },
      { limit: 100, cursor },
    );
    found.push(...page.data.items);
    cursor = page.data.next ?? null;
  } while (cursor && found.length < 1_000);
  return found;
}

function Preview(props: { project: string; screen: string; into: string }): JSX.Element {
  const { project, screen, into } = props;
  const found = useResource<ScreenMergePreview>(
    `merge ${screen} ${into}`,
    () => facts.previewMerge(project, screen, into),
    600,
  );
  const moving = found.data.value;
  if (found.problem.value) return <Trouble problem={found.problem.value} />;
  if (!moving) return <Skeleton lines={3} />;
  if (moving.too_large) {
    return (
      <p class="notice" role="status">
        {s.tooLarge}
      </p>
    );
  }
  return (
    <div role="status">
      <p>{s.moves}</p>
      <ul>
        {s.moved(moving).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {moving.replaced > 0 && <p class="quiet">{s.replaced(moving.replaced)}</p>}
    </div>
  );
}
