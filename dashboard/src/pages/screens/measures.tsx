// The measures of a project: waiting times and shares with what they are about, by week and by screen.
// Shows no bare percentages: every share is an interval with its n.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { bars } from "../../base/geometry";
import { isMeasured } from "../../base/overview";
import { paths } from "../../base/paths";
import type { Measures as Found, MeasuredShare, MeasuredSpread } from "../../base/types";
import { at, call, data } from "../../data/api";
import { useResource } from "../../data/resource";
import { Choice, Trouble } from "../../ui/form";
import { Empty, Route, Skeleton, useTitle } from "../../ui/parts";
import { m } from "../../words/measures";
import { t } from "../../words/pages";
import { dayName, percent, span, whole } from "../../words/time";
import "../../styles/measured.css?later";

const periods = [30, 90, 365];

/** The measures page. */
export function Measures({ project }: { project: string }): JSX.Element {
  const days = useSignal(90);
  useTitle(m.title);
  const found = useResource<Found>(
    `measures ${project} ${days.value}`,
    () => data(call<Found>("GET", `${at(project)}/measures`, { query: { days: days.value } })),
    600,
  );
  const all = found.data.value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard
    <section class="scroll measured-page" tabIndex={0} aria-label={m.title}>
      <header class="list-title">
        <div class="measured-head">
          <a href={paths.screens(project)}>{m.back}</a>
          <h1>{m.title}</h1>
          <p class="quiet">{m.lead}</p>
        </div>
        <span class="gap" />
        <Choice
          hideLabel
          label={m.period}
          name="days"
          value={String(days.value)}
          options={periods.map((n) => ({ value: String(n), label: m.days(n) }))}
          onChange={(next) => {
            days.value = Number(next);
          }}
        />
      </header>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {all ? <Body project={project} all={all} /> : !found.problem.value && <Skeleton lines={8} />}
    </section>
  );
}

function Body({ project, all }: { project: string; all: Found }): JSX.Element {
  if (all.sent === 0 && all.confirmed.n === 0 && all.deflection.n === 0) {
    return (
      <Empty icon="clock" title={m.empty} hint={m.emptyHint}>
        <a class="button is-main" href={paths.settings(project, "install")}>
          {t.triage.emptyAct}
        </a>
      </Empty>
    );
  }
  return (
    <>
      {all.truncated && <p class="notice">{m.truncated}</p>}
      {[all.first_response, all.decision].some(({ n }) => n > 0 && !isMeasured(n)) && (
        <p class="quiet">{m.fewHint}</p>
      )}
      <dl class="measured">
        <Waited name={m.response} hint={m.responseHint} of={all.first_response} />
        <Waited name={m.decision} hint={m.decisionHint} of={all.decision} />
        <Part name={m.answered} hint={m.answeredHint} of={all.answered} />
        <Part name={m.confirmed} hint={m.confirmedHint} of={all.confirmed} />
        <Part name={m.deflection} hint={m.deflectionHint} of={all.deflection}>
          {m.opened(all.deflection.voted_opened, all.deflection.posted_opened)}
        </Part>
      </dl>
      <Weeks weeks={all.weeks} />
      <section class="measured-part">
        <h2>{m.byScreen}</h2>
        {all.screens.length === 0 ? (
          <p class="quiet">{m.noScreens}</p>
        ) : (
          <ByScreen project={project} all={all} />
        )}
      </section>
    </>
  );
}

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";
const few = (of: MeasuredSpread) => (of.n === 0 ? m.none : m.few);
const median = (of: MeasuredSpread) => (isMeasured(of.n) && isNumber(of.median) ? span(of.median) : few(of));
const range = (of: MeasuredShare) =>
  of.score ? m.share(percent(of.score.low), percent(of.score.high)) : m.none;

function Waited({ name, hint, of }: { name: string; hint: string; of: MeasuredSpread }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong class="num">
          {isMeasured(of.n) && isNumber(of.median) ? m.median(span(of.median)) : few(of)}
        </strong>
        {isMeasured(of.n) && isNumber(of.p90) && <span class="num">{m.most(span(of.p90))}</span>}
        <span class="num quiet">{m.based(of.n, of.waiting)}</span>
        <span class="quiet">{hint}</span>
      </dd>
    </div>
  );
}

type Shared = { name: string; hint: string; of: MeasuredShare; children?: string };

function Part({ name, hint, of, children }: Shared): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong class="num">{range(of)}</strong>
        <span class="num">{m.of(of.yes, of.n)}</span>
        {of.n > 0 && children && <span class="num quiet">{children}</span>}
        <span class="quiet">{hint}</span>
      </dd>
    </div>
  );
}

function Weeks({ weeks }: { weeks: Found["weeks"] }): JSX.Element {
  const values = weeks.map((week) => week.sent);
  const alt = m.chartAlt(
    values.reduce((sum, value) => sum + value, 0),
    Math.max(0, ...values),
  );
  return (
    <section class="measured-part">
      <h2>{m.byWeek}</h2>
      <figure class="votes-chart">
        <svg viewBox="0 0 560 80" role="img" aria-label={alt} preserveAspectRatio="none">
          {bars(values, 560, 78).map((bar) => (
            <rect key={bar.x} class="bar" {...bar} />
          ))}
          <line class="axis" x1="0" y1="79.5" x2="560" y2="79.5" />
        </svg>
        <figcaption>
          <span>{m.weekOf(dayName(weeks[0]?.day ?? ""))}</span>
          <span>{alt}</span>
          <span>{m.weekOf(dayName(weeks.at(-1)?.day ?? ""))}</span>
        </figcaption>
        <details class="plain">
          <summary>{m.table}</summary>
          <table class="small">
            <thead>
              <tr>
                <th scope="col">{m.week}</th>
                <th scope="col" class="num">
                  {m.sent}
                </th>
                <th scope="col" class="num">
                  {m.response}
                </th>
              </tr>
            </thead>
            <tbody>
              {weeks.toReversed().map((week) => (
                <tr key={week.day}>
                  <td>{dayName(week.day)}</td>
                  <td class="num">{whole(week.sent)}</td>
                  <td class="num">{median(week.first_response)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </figure>
    </section>
  );
}

function ByScreen({ project, all }: { project: string; all: Found }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
    <section class="measured-table" tabIndex={0} aria-label={m.byScreen}>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">{m.screen}</th>
            {[m.sent, m.response, m.decision, m.answered, m.deflection].map((name) => (
              <th key={name} scope="col" class="num">
                {name}
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
              </th>
              <td class="num">{whole(screen.sent)}</td>
              <td class="num">{median(screen.first_response)}</td>
              <td class="num">{median(screen.decision)}</td>
              {[screen.answered, screen.deflection].map((of, n) => (
                <td key={n} class="num">
                  {range(of)} <span class="quiet">{m.of(of.yes, of.n)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
