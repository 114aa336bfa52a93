// The numbers of the overview: waiting times, answers and weeks, each chart with its table behind it.
// Never a median of fewer than five, and no bare percentage.
import type { JSX } from "preact";
import { isMeasured } from "../../base/overview";
import { paths } from "../../base/paths";
import type { MeasuredSpread, Overview } from "../../base/types";
import { AnswersChart, WeekBars } from "../../ui/chart";
import { o } from "../../words/overview";
import { dayName, percent, span, whole } from "../../words/time";
import { Section } from "./lists";

/** How long visitors wait, in two periods. */
export function Times({ project, all }: { project: string; all: Overview }): JSX.Element {
  const rows = [
    { name: o.response, hint: o.responseHint, of: "first_response" },
    { name: o.decision, hint: o.decisionHint, of: "decision" },
  ] as const;
  const isFew = rows.some(({ of }) =>
    [all.times[of], all.times_before[of]].some((spread) => !isMeasured(spread.n)),
  );
  return (
    <Section title={o.times} hint={o.timesHint}>
      <div class="overview-times">
        {rows.map(({ name, hint, of }) => (
          <table key={of} class="small">
            <caption>
              <strong>{name}</strong> <span class="quiet">{hint}</span>
            </caption>
            <thead>
              <tr>
                <td />
                <th scope="col" class="num">
                  {o.latest}
                </th>
                <th scope="col" class="num">
                  {o.before}
                </th>
              </tr>
            </thead>
            <tbody>
              <Line name={o.median} of={[all.times[of], all.times_before[of]]} value={(one) => one.median} />
              <Line name={o.most} of={[all.times[of], all.times_before[of]]} value={(one) => one.p90} />
              <tr>
                <th scope="row">{o.measured}</th>
                <td class="num">{whole(all.times[of].n)}</td>
                <td class="num">{whole(all.times_before[of].n)}</td>
              </tr>
              <tr>
                <th scope="row">{o.waits}</th>
                <td class="num">{whole(all.times[of].waiting)}</td>
                <td class="num">{whole(all.times_before[of].waiting)}</td>
              </tr>
            </tbody>
          </table>
        ))}
      </div>
      <p class="quiet overview-note">
        {isFew && `${o.tooFew} ${o.tooFewHint} `}
        {(all.times.truncated || all.times_before.truncated) && `${o.truncated} `}
        <a href={paths.screens(project, "measures")}>{o.measures}</a>
      </p>
    </Section>
  );
}

type LineOf = {
  name: string;
  of: MeasuredSpread[];
  value: (of: MeasuredSpread) => number | null | undefined;
};

function Line({ name, of, value }: LineOf): JSX.Element {
  const shown = (one: MeasuredSpread) => {
    const seconds = value(one);
    return !isMeasured(one.n) || typeof seconds !== "number" ? o.tooFew : span(seconds);
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      {of.map((one, index) => (
        <td key={index} class={name === o.median ? "num overview-median" : "num"}>
          {shown(one)}
        </td>
      ))}
    </tr>
  );
}

/** Answers by day. */
export function Answers(props: { project: string; answers: Overview["answers"] }): JSX.Element {
  const { days, helpful } = props.answers;
  if (helpful.n === 0) {
    return (
      <Section title={o.helpful} hint={`${o.noAnswers} ${o.noAnswersHint}`}>
        <p>
          <a href={paths.settings(props.project, "install")}>{o.place}</a>
        </p>
      </Section>
    );
  }
  const score = helpful.score;
  return (
    <Section title={o.helpful}>
      <p class="overview-score">
        {score && <strong class="num">{o.helpfulOf(percent(score.low), percent(score.high))}</strong>}{" "}
        <span class="quiet num">{o.helpfulN(helpful.yes, helpful.n)}</span>
      </p>
      <AnswersChart days={days} alt={o.answersAlt(helpful.yes, helpful.n - helpful.yes)} />
      <details class="plain">
        <summary>{o.table}</summary>
        <table class="small">
          <thead>
            <tr>
              <th scope="col">{o.day}</th>
              <th scope="col" class="num">
                {o.yes}
              </th>
              <th scope="col" class="num">
                {o.noAnswer}
              </th>
            </tr>
          </thead>
          <tbody>
            {days
              .filter((day) => day.helpful + day.unhelpful > 0)
              .reverse()
              .map((day) => (
                <tr key={day.day}>
                  <td>{dayName(day.day)}</td>
                  <td class="num">{whole(day.helpful)}</td>
                  <td class="num">{whole(day.unhelpful)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </Section>
  );
}

const figures = ["suggested", "decided", "shipped", "votes"] as const;

/** What happened in each week. */
export function Weeks({ weeks }: { weeks: Overview["weeks"] }): JSX.Element {
  return (
    <Section title={o.weeks}>
      <div class="overview-weeks">
        {figures.map((figure) => {
          const values = weeks.map((week) => week[figure]);
          const total = values.reduce((sum, value) => sum + value, 0);
          return (
            <div key={figure}>
              <h3 title={o.weeklyHint[figure]}>{o.weekly[figure]}</h3>
              <p class="quiet num">{o.total(total)}</p>
              <WeekBars
                days={weeks.map((week) => week.day)}
                values={values}
                alt={o.weekAlt(o.weekly[figure], total, values.at(-1) ?? 0)}
              />
            </div>
          );
        })}
      </div>
      <details class="plain">
        <summary>{o.table}</summary>
        <table class="small">
          <thead>
            <tr>
              <th scope="col">{o.week}</th>
              {figures.map((figure) => (
                <th key={figure} scope="col" class="num">
                  {o.weekly[figure]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.toReversed().map((week) => (
              <tr key={week.day}>
                <td>{dayName(week.day)}</td>
                {figures.map((figure) => (
                  <td key={figure} class="num">
                    {whole(week[figure])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Section>
  );
}
