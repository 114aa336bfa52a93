// Patterns of routes that are one screen: those that are kept, and a new one after a look at what it would merge.
// Merging cannot be undone, so nothing is kept before it was looked at.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { Items, ScreenPattern, ScreenPatternPreview } from "../../base/types";
import { patterns } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Route, Skeleton, useTitle } from "../../ui/parts";
import { s } from "../../words/screens";
import { whole } from "../../words/time";
import "../../styles/screens.css?later";

/** The page with the patterns. */
export function Patterns({ project }: { project: string }): JSX.Element {
  useTitle(s.patterns);
  const found = useResource<Items<ScreenPattern>>(
    `patterns ${project}`,
    () => patterns.list(project),
    "stream",
  );
  const soon = useSoon(found.reload, 300);
  useLive({ answers: soon, resync: soon });
  const mayChange = may(roleIn(project), "configure");
  const kept = found.data.value?.items;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard
    <section class="scroll picture-page" tabIndex={0} aria-label={s.patterns}>
      <header class="list-title picture-head">
        <div>
          <a href={paths.screens(project)}>{s.back}</a>
          <h1>{s.patterns}</h1>
          <p class="quiet">{s.patternsLead}</p>
        </div>
      </header>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {kept ? (
        <Kept project={project} kept={kept} mayChange={mayChange} onChange={found.reload} />
      ) : (
        !found.problem.value && <Skeleton lines={4} />
      )}
      {mayChange && <Writing project={project} onKept={found.reload} />}
    </section>
  );
}

type KeptProps = {
  project: string;
  kept: ScreenPattern[];
  mayChange: boolean;
  onChange: () => Promise<void>;
};

function Kept({ project, kept, mayChange, onChange }: KeptProps): JSX.Element {
  const leaving = useSignal<ScreenPattern | null>(null);
  const close = () => {
    leaving.value = null;
  };
  if (kept.length === 0) return <p class="quiet">{s.noPatterns}</p>;
  return (
    <>
      <ul class="lines pattern-list">
        {kept.map((one) => (
          <li key={one.id} class="pattern">
            <div class="pattern-line">
              <span class="route" dir="ltr">
                {one.pattern}
              </span>
              <span class="gap" />
              {mayChange && (
                <button
                  type="button"
                  class="button is-bare"
                  aria-label={s.dropPattern(one.pattern)}
                  onClick={() => {
                    leaving.value = one;
                  }}
                >
                  {s.drop}
                </button>
              )}
            </div>
            {one.progress && (
              <div class="pattern-progress" role="status">
                <progress
                  aria-label={s.progressName(one.pattern)}
                  value={one.progress.merged}
                  max={one.progress.of}
                />
                <p class="quiet num">{s.progress(one.progress.merged, one.progress.of)}</p>
              </div>
            )}
            {one.left_count > 0 && <Left project={project} of={one} />}
          </li>
        ))}
      </ul>
      {leaving.value && (
        <Confirm
          title={s.dropPattern(leaving.value.pattern)}
          text={s.dropText}
          act={s.drop}
          onClose={close}
          onConfirm={async () => {
            const one = leaving.peek();
            if (one) await patterns.drop(project, one.id);
            await onChange();
            announce(s.dropped);
          }}
        />
      )}
    </>
  );
}

function Left({ project, of }: { project: string; of: ScreenPattern }): JSX.Element {
  const further = of.left_count - of.left.length;
  return (
    <div class="pattern-left">
      <p class="notice">{s.leftCount(of.left_count)}</p>
      <ul>
        {of.left.map((screen) => (
          <li key={screen.id}>
            <a href={paths.screens(project, screen.id)}>
              <Route screen={screen} />
            </a>{" "}
            <span class="quiet">{s.leftReasons[screen.reason]}</span>
          </li>
        ))}
      </ul>
      {further > 0 && <p class="quiet">{s.furtherScreens(further)}</p>}
      <p class="quiet">{s.leftHint(of.pattern)}</p>
    </div>
  );
}

function Writing({ project, onKept }: { project: string; onKept: () => Promise<void> }): JSX.Element {
  const written = useSignal("");
  const looked = useSignal<(ScreenPatternPreview & { raw: string }) | null>(null);
  const form = useForm(async () => {
    const raw = written.peek().trim();
    looked.value = { ...(await patterns.preview(project, raw)), raw };
  });
  const keeping = useForm(async () => {
    const seen = looked.peek();
    if (!seen) return;
    await patterns.keep(project, seen.pattern);
    written.value = "";
    looked.value = null;
    await onKept();
    announce(s.kept);
  });
  // What was looked at is what is kept: another text is looked at first.
  const seen = looked.value && looked.value.raw === written.value.trim() ? looked.value : null;
  return (
    <section class="pattern-new" aria-label={s.newPattern}>
      <h2>{s.newPattern}</h2>
      <form class="stack" onSubmit={form.onSubmit}>
        <Field
          mono
          label={s.pattern}
          hint={s.patternHint}
          name="pattern"
          value={written}
          maxLength={200}
          required
          error={form.error("pattern")}
        />
        <FormProblem problem={form.problem} fields={["pattern"]} />
        <Submit busy={form.busy} second>
          {s.look}
        </Submit>
      </form>
      {seen && (
        <form class="stack" onSubmit={keeping.onSubmit}>
          <p role="status">{s.wouldMerge(seen.count, seen.more, seen.answers, seen.pattern)}</p>
          {seen.screens.length > 0 && (
            <table class="small">
              <thead>
                <tr>
                  <th scope="col">{s.screen}</th>
                  <th scope="col" class="num">
                    {s.answers}
                  </th>
                </tr>
              </thead>
              <tbody>
                {seen.screens.map((screen) => (
                  <tr key={screen.id}>
                    <th scope="row">
                      <Route screen={screen} />{" "}
                      {screen.title && (
                        <span class="quiet" dir="auto">
                          {screen.title}
                        </span>
                      )}{" "}
                      {screen.too_large && <span class="pattern-stays">{s.staysMark}</span>}
                    </th>
                    <td class="num">{whole(screen.n)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {seen.count > seen.screens.length && (
            <p class="quiet">{s.furtherScreens(seen.count - seen.screens.length)}</p>
          )}
          {seen.count > 0 && <p class="quiet">{s.inBackground}</p>}
          <FormProblem problem={keeping.problem} />
          <Submit busy={keeping.busy}>{seen.count > 0 ? s.keepAndMerge : s.keep}</Submit>
        </form>
      )}
    </section>
  );
}
