// One screen: its score, the reasons of answers, and the comments, requests and reports there.
// Does not name who commented: answers are counted, not attributed.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { ScreenDetail } from "../../base/types";
import { facts, requests } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { ScoreMark, Trend } from "../../ui/chart";
import { Choice, Trouble } from "../../ui/form";
import { Icon, StatusIcon } from "../../ui/icon";
import { Age, ObjectName, Part, Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { s } from "../../words/screens";
import { whole } from "../../words/time";
import { Changing } from "./changing";
import { OverTime } from "./weeks";

/** The pane of an open screen. */
export function Screen(props: { project: string; screen: string; back: string }): JSX.Element {
  const { project, screen } = props;
  const days = useSignal(0);
  const found = useResource<ScreenDetail>(
    screen,
    () => facts.screen(project, screen, { days: days.peek() || undefined }),
    "stream",
  );
  const choose = (next: number) => {
    days.value = next;
    void found.reload();
  };
  const soon = useSoon(found.reload, 2_000);
  useLive({
    answers: ({ screens }) => {
      if (screens.includes(screen)) soon();
    },
    deleted: soon,
    restored: soon,
    resync: soon,
  });
  const detail = found.data.value;
  const { route } = useLocation();
  // Of a screen that was merged the server returns the other one.
  const other = detail && detail.id !== screen ? detail.id : null;
  useEffect(() => {
    if (other) route(paths.screens(project, other), true);
  }, [other]);
  return (
    <article class="detail">
      <div class="detail-bar">
        <a class="button is-bare" href={props.back}>
          <Icon name="back" />
          {t.screens.back}
        </a>
        <span class="gap" />
        {detail && may(roleIn(project), "decide") && (
          <Changing key={detail.id} project={project} detail={detail} onChange={found.reload} />
        )}
      </div>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {detail ? (
        <Body project={project} detail={detail} days={days.value} onDays={choose} />
      ) : (
        !found.problem.value && <Skeleton lines={14} />
      )}
    </article>
  );
}

type BodyProps = { project: string; detail: ScreenDetail; days: number; onDays: (days: number) => void };

function Body({ project, detail, days, onDays }: BodyProps): JSX.Element {
  return (
    <>
      <header class="detail-head">
        {detail.title && (
          <p class="facts" dir="auto">
            {detail.title}
          </p>
        )}
        <h2 class="route" dir="ltr">
          {detail.route}
        </h2>
        {detail.merged_routes.length > 0 && (
          <p class="facts">
            <span>{s.mergedRoutes}</span>
            {detail.merged_routes.map((route) => (
              <span key={route} class="route" dir="ltr">
                {route}
              </span>
            ))}
          </p>
        )}
      </header>
      <Part title={t.screens.helpful}>
        <div class="score-line">
          <ScoreMark score={detail.score ?? null} n={detail.n} />
          {detail.trend.length > 0 && (
            <span class="trend-part">
              <Trend trend={detail.trend} />
              <span class="quiet days">{t.screens.trend}</span>
            </span>
          )}
        </div>
        <dl class="counts">
          <div>
            <dt>{t.screens.yes}</dt>
            <dd class="num">{whole(detail.helpful)}</dd>
          </div>
          <div>
            <dt>{t.screens.no}</dt>
            <dd class="num">{whole(detail.unhelpful)}</dd>
          </div>
        </dl>
      </Part>
      {detail.weeks.some((week) => week.n > 0) && (
        <Part title={s.byWeek}>
          <OverTime weeks={detail.weeks} />
        </Part>
      )}
      <Part title={t.screens.reasons}>
        <Choice
          hideLabel
          label={s.period}
          name="days"
          value={String(days)}
          options={[0, 30, 90, 365].map((n) => ({ value: String(n), label: s.periodOf(n) }))}
          onChange={(next) => onDays(Number(next))}
        />
        <Reasons list={detail.reasons} days={days} />
        {detail.reasons_truncated && <p class="quiet">{s.reasonsTruncated}</p>}
      </Part>
      <Part title={t.screens.comments}>
        {detail.comments.length === 0 && <p class="quiet">{t.screens.noComments}</p>}
        <ul class="comments">
          {detail.comments.map((answer) => (
            <li key={`${answer.at} ${answer.comment}`}>
              <p class="prose" dir="auto">
                {answer.comment}
              </p>
              <p class="facts">
                <span>{answer.helpful ? t.screens.yes : t.screens.no}</span>
                {answer.reason && <span>{t.answer(answer.reason)}</span>}
                <Age at={answer.at} long />
              </p>
            </li>
          ))}
        </ul>
      </Part>
      {detail.objects.length > 0 && (
        <Part title={t.screens.objects}>
          <table class="small">
            <thead>
              <tr>
                <th scope="col">{t.screens.object}</th>
                <th scope="col" class="num">
                  {t.screens.yes}
                </th>
                <th scope="col" class="num">
                  {t.screens.no}
                </th>
              </tr>
            </thead>
            <tbody>
              {detail.objects.map((row) => (
                <tr key={`${row.object.type} ${row.object.id}`}>
                  <th scope="row">
                    <ObjectName object={row.object} />
                  </th>
                  <td class="num">{whole(row.helpful)}</td>
                  <td class="num">{whole(row.unhelpful)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Part>
      )}
      <Related project={project} screen={detail.id} />
    </>
  );
}

function Reasons({ list, days }: { list: ScreenDetail["reasons"]; days: number }): JSX.Element {
  if (list.length === 0) return <p class="quiet">{days ? s.noReasons : t.screens.noReasons}</p>;
  const most = Math.max(...list.map((row) => row.count));
  return (
    <table class="small reasons">
      <tbody>
        {list.map((row) => (
          <tr key={`${row.helpful} ${row.reason}`}>
            <th scope="row">
              <span class="quiet">{row.helpful ? t.screens.yes : t.screens.no}</span> {t.answer(row.reason)}
            </th>
            <td class="bar-cell">
              <svg
                viewBox="0 0 100 4"
                preserveAspectRatio="none"
                class="heat-bar"
                aria-hidden="true"
                focusable="false"
              >
                <rect
                  class={row.helpful ? "yes" : "no"}
                  x="0"
                  y="0"
                  width={(row.count / most) * 100}
                  height="4"
                />
              </svg>
            </td>
            <td class="num">{whole(row.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Related({ project, screen }: { project: string; screen: string }): JSX.Element {
  const asked = useResource(
    `asked ${screen}`,
    () => requests.page(project, { order: "hot", screen }, { limit: 10 }),
    60,
  );
  const reported = useResource(
    `reported ${screen}`,
    () => facts.reports(project, { screen }, { limit: 10 }),
    60,
  );
  const requested = asked.data.value;
  const problems = reported.data.value;
  // Both at once: the second list must not be pushed down by the first.
  if (!requested || !problems) return <Skeleton lines={6} />;
  return (
    <>
      <Part title={t.screens.requests}>
        {requested.items.length === 0 && <p class="quiet">{t.screens.noRequests}</p>}
        <ul class="lines">
          {requested.items.map((request) => (
            <li key={request.id}>
              <a
                class="clip"
                href={paths.triage(project, request.id, writeTriage({ view: "all", screen: [screen] }))}
              >
                <StatusIcon status={request.status} /> <span dir="auto">{request.title}</span>
              </a>
              <span class="gap" />
              <span class="num">{t.votes(request.votes)}</span>
            </li>
          ))}
        </ul>
        {requested.next && (
          <a href={paths.triage(project, null, writeTriage({ view: "all", screen: [screen] }))}>
            {t.screens.allRequests}
          </a>
        )}
      </Part>
      <Part title={t.screens.reports}>
        {problems.items.length === 0 && <p class="quiet">{t.screens.noReportsHere}</p>}
        <ul class="lines">
          {problems.items.map((report) => (
            <li key={report.id}>
              <a
                class="clip"
                href={paths.reports(project, report.id, `?screen=${encodeURIComponent(screen)}`)}
              >
                <span class="num quiet">{t.number(report.number)}</span>{" "}
                <span dir="auto">{report.title}</span>
              </a>
              <span class="gap" />
              <span class="quiet">
                <Age at={report.created_at} />
              </span>
            </li>
          ))}
        </ul>
        {problems.next && (
          <a href={paths.reports(project, null, `?screen=${encodeURIComponent(screen)}`)}>
            {t.screens.allReports}
          </a>
        )}
      </Part>
    </>
  );
}
