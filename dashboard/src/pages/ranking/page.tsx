// How the project ranks its requests, and what another ranking would change: sliders over the list that they reorder.
// Nothing is saved before somebody saves it, and nothing moves that nobody has moved.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { announce } from "../../base/announce";
import { askTriage, readTriage, search, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import { defaults, readRanking, same, writeRanking } from "../../base/ranking";
import type { ProjectRanking, Trial, Ranking as Wanted } from "../../base/types";
import { asProblem, at, call, data, type Problem } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { useResource } from "../../data/resource";
import { may, roleIn, session } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Empty, Skeleton, useTitle } from "../../ui/parts";
import { r } from "../../words/ranking";
import { t } from "../../words/texts";
import type { PageProps } from "../props";
import { Levers } from "./levers";
import { movedCount, Tried } from "./rows";
import "../../styles/ranking.css?later";

/** Milliseconds that a slider rests before the server is asked. */
const restMs = 80;

/** The ranking page. */
export function Ranking({ project }: PageProps): JSX.Element {
  useTitle(r.title);
  const found = useResource<ProjectRanking>(
    `ranking ${project}`,
    () => data(call<ProjectRanking>("GET", `${at(project)}/ranking`)),
    "stream",
  );
  const soon = useSoon(found.reload, 1_000);
  useLive({ ranking: soon, resync: soon });
  const saved = found.data.value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard
    <section class="scroll ranking-page" tabIndex={0} aria-label={r.title}>
      <header class="ranking-head">
        <a href={paths.triage(project)}>{r.back}</a>
        <h1>{r.title}</h1>
        <p class="quiet">{r.lead}</p>
      </header>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {saved ? (
        <Trying project={project} saved={saved} reload={found.reload} />
      ) : (
        !found.problem.value && <Skeleton lines={12} />
      )}
    </section>
  );
}

function Trying(props: { project: string; saved: ProjectRanking; reload: () => Promise<void> }): JSX.Element {
  const { project, saved, reload } = props;
  const { query, route } = useLocation();
  const filter = readTriage(query);
  const now: Wanted = { weights: saved.weights, half_life_days: saved.half_life_days };
  const wanted = readRanking(query) ?? now;
  const isSaved = same(wanted, now);
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  // What the page was opened over: what a colleague saves meanwhile is not replaced unseen.
  const base = useRef(now);
  const conflict = useSignal(false);
  if (isSaved) base.current = now;
  const show = (next: Wanted | null) => {
    const params = { ...query, try: next && !same(next, now) ? writeRanking(next) : "" };
    route(paths.ranking(project, search(params)), true);
  };
  const save = async () => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      const current = await data(call<ProjectRanking>("GET", `${at(project)}/ranking`));
      if (!same(current, base.current)) {
        base.current = { weights: current.weights, half_life_days: current.half_life_days };
        conflict.value = true;
        await reload();
        return;
      }
      await call("PUT", `${at(project)}/ranking`, { body: wanted });
      conflict.value = false;
      await reload();
      show(null);
      announce(r.saved);
    } catch (cause) {
      problem.value = asProblem(cause);
    } finally {
      busy.value = false;
    }
  };
  const allowed = may(roleIn(project), "configure");
  const { progress } = saved;
  return (
    <div class="ranking">
      <form
        class="ranking-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (allowed && !isSaved) void save();
        }}
      >
        <Levers wanted={wanted} saved={now} onChange={show} />
        {conflict.value && (
          <p class="notice" role="alert">
            {r.changedBy}
          </p>
        )}
        {problem.value && <Trouble problem={problem.value} />}
        <div class="acts">
          {allowed && (
            <button
              type="submit"
              class="button is-main"
              aria-disabled={isSaved || busy.value ? "true" : undefined}
            >
              {busy.value ? t.act.working : r.save}
            </button>
          )}
          <button
            type="button"
            class="button"
            aria-disabled={isSaved ? "true" : undefined}
            onClick={() => show(null)}
          >
            {r.reset}
          </button>
          {!same(wanted, defaults) && (
            <button type="button" class="button is-bare" onClick={() => show(defaults)}>
              {r.defaults}
            </button>
          )}
        </div>
        {!allowed && <p class="quiet">{r.onlyAdmins}</p>}
        {progress && (
          <div class="ranking-progress" role="status">
            <progress aria-label={r.progressName} value={progress.done} max={progress.of} />
            <p class="quiet num">{r.progress(progress.done, progress.of)}</p>
          </div>
        )}
      </form>
      <Preview
        project={project}
        wanted={wanted}
        isSaved={isSaved}
        narrowed={writeTriage({ ...filter, order: "hot", q: "" })}
        ask={{ ...askTriage({ ...filter, q: "" }, session.value?.member.id), order: undefined }}
        stamp={`${writeRanking(now)} ${progress?.done ?? ""}`}
      />
    </div>
  );
}

/** What the server says of a ranking; the list before stays until the next arrives. */
function Preview(props: {
  project: string;
  wanted: Wanted;
  isSaved: boolean;
  narrowed: string;
  ask: object;
  stamp: string;
}): JSX.Element {
  const { project, wanted, isSaved, narrowed, ask, stamp } = props;
  const trial = useSignal<Trial | null>(null);
  const problem = useSignal<Problem | null>(null);
  const busy = useSignal(false);
  const again = useSignal(0);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const look = async () => {
      busy.value = true;
      try {
        trial.value = await data(
          call<Trial>("POST", `${at(project)}/ranking/try`, { body: wanted, query: ask, signal }),
        );
        problem.value = null;
      } catch (cause) {
        if (!signal.aborted) problem.value = asProblem(cause);
      } finally {
        if (!signal.aborted) busy.value = false;
      }
    };
    const timer = setTimeout(() => void look(), trial.peek() ? restMs : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [project, writeRanking(wanted), narrowed, stamp, again.value]);
  const items = trial.value?.items;
  return (
    <section class="ranking-list" aria-label={isSaved ? r.listSaved : r.list}>
      <p class="ranking-said" role="status">
        {items && (isSaved ? r.unchanged : r.moved(movedCount(items)))}{" "}
        {items && items.length >= 200 && <span class="quiet">{r.first(items.length)}</span>}
      </p>
      {trial.value?.estimated && <p class="notice">{r.estimated}</p>}
      {problem.value && (
        <Trouble
          problem={problem.value}
          onRetry={() => {
            again.value += 1;
          }}
        />
      )}
      {items ? (
        items.length > 0 ? (
          <Tried project={project} items={items} busy={busy.value} />
        ) : (
          <Empty icon="triage" title={r.none} hint={r.noneHint} />
        )
      ) : (
        !problem.value && <Skeleton lines={20} row />
      )}
    </section>
  );
}
