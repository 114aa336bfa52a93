// Screens: how helpful each place is, as an interval, worst first.
// Shows no bare percentages: every score comes with its interval and n.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { readScreenOrder, screenOrders, search } from "../../base/filters";
import { paths } from "../../base/paths";
import type { ScreenRow } from "../../base/types";
import { facts } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { type Paged, usePaged } from "../../data/paged";
import { usePlace } from "../../data/places";
import { ScoreMark, Trend } from "../../ui/chart";
import { Choice, Trouble } from "../../ui/form";
import { lazy } from "../../ui/lazy";
import { Empty, Route, Skeleton, useTitle } from "../../ui/parts";
import { Split } from "../../ui/split";
import { t } from "../../words/pages";
import { s } from "../../words/screens";
import { whole } from "../../words/time";
import type { PageProps } from "../props";
import { Screen } from "./screen";

const Measures = lazy(() => import("./measures").then((m) => m.Measures));

const Patterns = lazy(() => import("./patterns").then((m) => m.Patterns));
const Picture = lazy(() => import("./picture").then((m) => m.Picture));

/** The screens page, and the measures and weeks of all screens under it. */
export function Screens({ project, id }: PageProps): JSX.Element {
  if (id === "measures") return <Measures project={project} />;
  if (id === "patterns") return <Patterns project={project} />;
  if (id === "weeks") return <Picture project={project} />;
  return <Ranked project={project} id={id} />;
}

function Ranked({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const order = readScreenOrder(query);
  const tail = search({ order: order === "attention" ? "" : order });
  useTitle(t.screens.title);
  const list = usePaged<ScreenRow>(
    `${project}${tail}`,
    (reading) => facts.screens(project, { order }, reading),
    id ?? null,
  );
  const soon = useSoon(list.refresh, 2_000);
  useLive({
    answers: soon,
    report: soon,
    request: ({ items }) => {
      if (items.some((item) => item.new)) soon();
    },
    deleted: soon,
    restored: soon,
    resync: soon,
  });
  const open = id ?? null;
  return (
    <Split
      open={open}
      label={t.act.details}
      onClose={() => route(paths.screens(project, null, tail))}
      head={
        <div class="list-head">
          <div class="list-title">
            <h1>{t.screens.title}</h1>
            <a href={paths.screens(project, "weeks")}>{s.weekByWeek}</a>
            <a href={paths.screens(project, "patterns")}>{s.patterns}</a>
            <a href={paths.screens(project, "measures")}>{t.screens.measures}</a>
            <span class="gap" />
            <Choice
              hideLabel
              label={t.screens.order}
              name="order"
              value={order}
              options={screenOrders.map((order) => ({ value: order, label: t.screenOrder(order) }))}
              onChange={(next) =>
                route(paths.screens(project, open, search({ order: next === "attention" ? "" : next })), true)
              }
            />
          </div>
          <p class="quiet explain-line">{t.screens.interval}</p>
        </div>
      }
      list={<List project={project} list={list} open={open} tail={tail} />}
      detail={
        open && (
          <Screen key={open} project={project} screen={open} back={paths.screens(project, null, tail)} />
        )
      }
    />
  );
}

type ListProps = { project: string; list: Paged<ScreenRow>; open: string | null; tail: string };

function List(props: ListProps): JSX.Element {
  const { project, list } = props;
  if (list.state.value === "first") return <Skeleton lines={12} row />;
  if (list.state.value === "failed" && list.problem.value && list.items.value.length === 0) {
    return <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />;
  }
  if (list.items.value.length === 0) {
    return (
      <Empty icon="screens" title={t.screens.empty} hint={t.screens.emptyHint}>
        <a class="button is-main" href={paths.settings(project, "install")}>
          {t.triage.emptyAct}
        </a>
      </Empty>
    );
  }
  return <Table {...props} />;
}

function Table({ project, list, open, tail }: ListProps): JSX.Element {
  const scroller = useRef<HTMLElement>(null);
  usePlace(scroller, `screens ${project}${tail}`, list);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
    <section ref={scroller} class="scroll" tabIndex={0} aria-label={t.screens.title}>
      <table class="screens" aria-busy={list.state.value === "busy" ? "true" : undefined}>
        <thead>
          <tr>
            <th scope="col">{t.screens.route}</th>
            <th scope="col">{t.screens.score}</th>
            <th scope="col" class="col-trend">
              {t.screens.trend}
            </th>
            <th scope="col" class="num col-count">
              {t.screens.requests}
            </th>
            <th scope="col" class="num col-count">
              {t.screens.reports}
            </th>
          </tr>
        </thead>
        <tbody>
          {list.items.value.map((item) => (
            <tr key={item.id} class={item.id === open ? "is-open" : undefined}>
              <th scope="row">
                <a
                  data-row={item.id}
                  class="cell-link"
                  href={paths.screens(project, item.id, tail)}
                  aria-current={item.id === open ? "true" : undefined}
                >
                  <span class="row-title">
                    <Route screen={item} />
                  </span>
                  {item.title && (
                    <span class="sentence clip" dir="auto">
                      {item.title}
                    </span>
                  )}
                </a>
              </th>
              <td>
                <ScoreMark score={item.score ?? null} n={item.n} />
              </td>
              <td class="col-trend">{item.trend.length > 0 && <Trend trend={item.trend} />}</td>
              <td class="num col-count">{s.requests(item.requests)}</td>
              <td class="num col-count">{whole(item.reports)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.state.value === "failed" && list.problem.value ? (
        <Trouble problem={list.problem.value} onRetry={list.retry} />
      ) : (
        !list.whole.value && (
          <p class="more">
            <button type="button" class="button" onClick={list.more}>
              {t.act.more}
            </button>
          </p>
        )
      )}
    </section>
  );
}
