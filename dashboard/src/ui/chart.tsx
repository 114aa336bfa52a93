// The small charts, inline SVG, each with its words or table beside it.
// Do not compute: geometry.ts returns the coordinates.
import type { JSX } from "preact";
import { bars, days, mirrored, spread } from "../base/geometry";
import type { ExplainTerm, Score, TrendDay } from "../base/types";
import { t } from "../words/pages";
import { dayName, decimal, now, percent, whole } from "../words/time";
import { HeatBar } from "./heat";

/** Today's date as the server counts days: in UTC, which the charts say, since its counts cannot be cut into other days. */
function today(): string {
  return new Date(Math.max(now.value, Date.now())).toISOString().slice(0, 10);
}

/** Votes of the last 56 days, with the same numbers in a table. */
export function VotesChart({ found }: { found: { day: string; votes: number }[] }): JSX.Element {
  const wanted = days(today(), 56);
  const values = spread(found, wanted);
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return <p class="quiet">{t.detail.noVotes}</p>;
  const peak = Math.max(...values);
  const first = wanted[0] ?? today();
  return (
    <figure class="votes-chart">
      <svg
        viewBox="0 0 560 72"
        preserveAspectRatio="none"
        role="img"
        aria-label={t.detail.chartAlt(t.votes(total), t.votes(peak))}
      >
        {bars(values, 560, 70).map((bar, index) => (
          <rect key={wanted[index]} class={index % 7 === 6 ? "bar week" : "bar"} {...bar}>
            <title>{`${dayName(wanted[index] ?? first)}: ${t.votes(values[index] ?? 0)}`}</title>
          </rect>
        ))}
        <line class="axis" x1="0" y1="71.5" x2="560" y2="71.5" />
      </svg>
      <figcaption>
        <span>{dayName(first)}</span>
        <span>{t.detail.chartAlt(t.votes(total), t.votes(peak))}</span>
        <span>{t.detail.lastDay(dayName(wanted.at(-1) ?? first))}</span>
      </figcaption>
      <p class="quiet days">{t.detail.utc}</p>
      <details class="plain">
        <summary>{t.detail.table}</summary>
        <table class="small">
          <thead>
            <tr>
              <th scope="col">{t.detail.day}</th>
              <th scope="col" class="num">
                {t.detail.votes}
              </th>
            </tr>
          </thead>
          <tbody>
            {wanted
              .map((day, index) => ({ day, votes: values[index] ?? 0 }))
              .filter((day) => day.votes > 0)
              .reverse()
              .map((day) => (
                <tr key={day.day}>
                  <td>{dayName(day.day)}</td>
                  <td class="num">{whole(day.votes)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** A helpful score: the share as a dot, its interval as a line, and the numbers. */
export function ScoreMark({ score, n }: { score: Score | null; n: number }): JSX.Element {
  if (!score) return <span class="score quiet">{t.screens.none}</span>;
  const low = percent(score.low);
  const high = percent(score.high);
  return (
    <span class="score">
      <svg
        class="interval"
        viewBox="0 0 104 12"
        role="img"
        aria-label={t.screens.scoreAlt(low, high, t.screens.of(n))}
        preserveAspectRatio="none"
      >
        <line class="axis" x1="2" y1="6" x2="102" y2="6" />
        <line class="axis" x1="52" y1="3" x2="52" y2="9" />
        <line class="known" x1={2 + score.low * 100} y1="6" x2={2 + score.high * 100} y2="6" />
        <circle class="dot" cx={2 + score.share * 100} cy="6" r="3" />
      </svg>
      <span class="score-text">
        <span class="num">{t.screens.range(low, high)}</span> <span class="quiet num">{t.screens.of(n)}</span>
      </span>
    </span>
  );
}

/** 28 days of answers: yes above the line, no below it. */
export function Trend({ trend }: { trend: TrendDay[] }): JSX.Element {
  const shape = mirrored(trend, days(today(), 28), 112, 24);
  const yes = trend.reduce((sum, day) => sum + day.helpful, 0);
  const no = trend.reduce((sum, day) => sum + day.unhelpful, 0);
  return (
    <svg class="trend" viewBox="0 0 112 24" role="img" aria-label={t.screens.trendAlt(yes, no)}>
      {shape.up.map((bar) => bar.height > 0 && <rect key={bar.x} class="yes" {...bar} />)}
      {shape.down.map((bar) => bar.height > 0 && <rect key={bar.x} class="no" {...bar} />)}
      <line class="axis" x1="0" y1={shape.line} x2="112" y2={shape.line} />
    </svg>
  );
}

/** Answers by day, all days in order: yes above the line, no below it. The page has the table. */
export function AnswersChart({ days: found, alt }: { days: TrendDay[]; alt: string }): JSX.Element {
  const wanted = found.map((one) => one.day);
  const shape = mirrored(found, wanted, 560, 88);
  return (
    <figure class="votes-chart answers-chart">
      <svg viewBox="0 0 560 88" preserveAspectRatio="none" role="img" aria-label={alt}>
        {shape.up.map((bar) => bar.height > 0 && <rect key={bar.x} class="yes" {...bar} />)}
        {shape.down.map((bar) => bar.height > 0 && <rect key={bar.x} class="no" {...bar} />)}
        <line class="axis" x1="0" y1={shape.line} x2="560" y2={shape.line} />
      </svg>
      <figcaption>
        <span>{dayName(wanted[0] ?? today())}</span>
        <span>{alt}</span>
        <span>{t.detail.lastDay(dayName(wanted.at(-1) ?? today()))}</span>
      </figcaption>
    </figure>
  );
}

/** One number a week, each named by the first of its days. The page has the table. */
export function WeekBars(props: { days: string[]; values: number[]; alt: string }): JSX.Element {
  const { days: weeks, values, alt } = props;
  return (
    <figure class="votes-chart week-bars">
      <svg viewBox="0 0 240 56" preserveAspectRatio="none" role="img" aria-label={alt}>
        {bars(values, 240, 54).map((bar, index) => (
          <rect key={weeks[index]} class="bar" {...bar}>
            <title>{`${dayName(weeks[index] ?? today())}: ${whole(values[index] ?? 0)}`}</title>
          </rect>
        ))}
        <line class="axis" x1="0" y1="55.5" x2="240" y2="55.5" />
      </svg>
      <figcaption>
        <span>{dayName(weeks[0] ?? today())}</span>
        <span>{dayName(weeks.at(-1) ?? today())}</span>
      </figcaption>
    </figure>
  );
}

/** The terms of a heat in numbers, and the bar that they add up to. */
export function Explain({ terms, heat }: { terms: ExplainTerm[]; heat: number }): JSX.Element {
  return (
    <div class="explain">
      <HeatBar terms={terms} />
      <table class="small">
        <caption class="hidden">{t.detail.explainTable}</caption>
        <thead>
          <tr>
            <th scope="col">{t.detail.term}</th>
            <th scope="col" class="num">
              {t.detail.raw}
            </th>
            <th scope="col" class="num">
              {t.detail.weight}
            </th>
            <th scope="col" class="num">
              {t.detail.contribution}
            </th>
          </tr>
        </thead>
        <tbody>
          {terms.map((term) => (
            <tr key={term.term}>
              <th scope="row">
                <span class={`swatch term-${term.term}`} aria-hidden="true" />
                {t.term(term.term)}
              </th>
              <td class="num">{decimal(term.raw)}</td>
              <td class="num">× {term.weight}</td>
              <td class="num">{decimal(term.contribution)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.detail.sum}</th>
            <td />
            <td />
            <td class="num">{decimal(heat)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
