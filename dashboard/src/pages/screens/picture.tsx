// The picture of screens by weeks: a table whose cells are coloured by the share of "No" or by the number of answers.
// Colour says nothing alone: each cell has its numbers.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { search } from "../../base/filters";
import { paths } from "../../base/paths";
import { floors, levelOf, levelOfNo, numbersOf, type Shown } from "../../base/picture";
import type { ScreenPicture, ScreenWeek } from "../../base/types";
import { facts } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { useResource } from "../../data/resource";
import { Choice, Trouble } from "../../ui/form";
import { Empty, Route, Skeleton, useTitle } from "../../ui/parts";
import { t } from "../../words/pages";
import { s } from "../../words/screens";
import { dayName, percent, whole } from "../../words/time";
import "../../styles/screens.css?later";

const orders = ["attention", "answers"] as const;
const shows = ["no", "answers"] as const;

/** The page with the picture. */
export function Picture({ project }: { project: string }): JSX.Element {
  const { query, route } = useLocation();
  const order = query.order === "answers" ? "answers" : "attention";
  const shown: Shown = query.show === "answers" ? "answers" : "no";
  useTitle(s.picture);
  const found = useResource<ScreenPicture>(
    `picture ${project} ${order}`,
    () => facts.screenPicture(project, order),
    "stream",
  );
  const soon = useSoon(found.reload, 5_000);
  useLive({ answers: soon, resync: soon });
  const go = (next: { order?: string; show?: string }) => {
    const wanted = { order, show: shown, ...next };
    const tail = search({
      order: wanted.order === "attention" ? "" : wanted.order,
      show: wanted.show === "no" ? "" : wanted.show,
    });
    route(paths.screens(project, "weeks", tail), true);
  };
  const all = found.data.value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard
    <section class="scroll picture-page" tabIndex={0} aria-label={s.picture}>
      <header class="list-title picture-head">
        <div>
          <a href={paths.screens(project)}>{s.back}</a>
          <h1>{s.picture}</h1>
          <p class="quiet">{s.pictureLead}</p>
        </div>
        <span class="gap" />
        <Choice
          hideLabel
          label={s.order}
          name="order"
          value={order}
          options={orders.map((value) => ({ value, label: s.orders[value] }))}
          onChange={(next) => go({ order: next })}
        />
        <fieldset class="segmented is-inline">
          <legend class="hidden">{s.show}</legend>
          {shows.map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="show"
                checked={shown === value}
                onChange={() => go({ show: value })}
              />
              <span>{s.shows[value]}</span>
            </label>
          ))}
        </fieldset>
      </header>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {all ? (
        <Body project={project} all={all} shown={shown} />
      ) : (
        !found.problem.value && <Skeleton lines={12} row />
      )}
    </section>
  );
}

function Body(props: { project: string; all: ScreenPicture; shown: Shown }): JSX.Element {
  const { project, all, shown } = props;
  const scroller = useRef<HTMLElement>(null);
  // Where there is no room for all weeks, the latest are shown first.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) element.scrollLeft = element.scrollWidth;
  }, []);
  const most = Math.max(0, ...all.screens.flatMap((screen) => screen.weeks.map((week) => week.n)));
  if (most === 0) {
    return (
      <Empty icon="screens" title={s.empty} hint={s.emptyHint}>
        <a class="button is-main" href={paths.settings(project, "install")}>
          {t.triage.emptyAct}
        </a>
      </Empty>
    );
  }
  return (
    <>
      <Legend shown={shown} most={most} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard */}
      <section ref={scroller} class="picture-scroll" tabIndex={0} aria-label={s.pictureTable}>
        <table class={`picture is-${shown}`}>
          <thead>
            <tr>
              <th scope="col">{s.screen}</th>
              {all.weeks.map((day) => (
                <th key={day} scope="col" class="num">
                  {dayName(day)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all.screens.map((screen) => (
              <tr key={screen.id}>
                <th scope="row">
                  <a href={paths.screens(project, screen.id)}>
                    <Route screen={screen} />
                  </a>
                  {screen.title && (
                    <span class="quiet clip" dir="auto">
                      {screen.title}
                    </span>
                  )}
                </th>
                {screen.weeks.map((week) => (
                  <Cell key={week.day} week={week} shown={shown} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Cell({ week, shown, most }: { week: ScreenWeek; shown: Shown; most: number }): JSX.Element {
  if (!week.score) {
    return (
      <td class="num">
        <span class="quiet" aria-hidden="true">
          {s.none}
        </span>
        <span class="hidden">{s.noAnswers}</span>
      </td>
    );
  }
  const isNo = shown === "no";
  const said = isNo
    ? s.cellNoSaid(week.unhelpful, week.n, percent(1 - week.score.high), percent(1 - week.score.low))
    : s.cellSaid(week.n);
  return (
    <td class={`num level-${isNo ? levelOfNo(week) : levelOf(week.n, most)}`} title={said}>
      <span aria-hidden="true">{isNo ? s.cellNo(week.unhelpful, week.n) : whole(week.n)}</span>
      <span class="hidden">{said}</span>
    </td>
  );
}

function Legend({ shown, most }: { shown: Shown; most: number }): JSX.Element {
  const text = (level: number): string | null => {
    if (shown === "answers") {
      const numbers = level > 0 ? numbersOf(level, most) : null;
      return numbers && s.numbers(...numbers);
    }
    const [low, high] = [floors[level - 1], floors[level]];
    if (low === undefined) return s.under(percent(floors[0]));
    return high === undefined ? s.over(percent(low)) : s.between(percent(low), percent(high));
  };
  return (
    <section class={`picture-legend is-${shown}`} aria-label={s.legend}>
      <p class="quiet">{shown === "no" ? s.legendNo : s.legendAnswers}</p>
      <ul>
        {[0, 1, 2, 3, 4].map((level) => {
          const said = text(level);
          return (
            said && (
              <li key={level} class={`level-${level}`}>
                {said}
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
