// The answers of a screen by the week: the helpful share as an interval, the number of answers below, and both as a table.
// No bare percentage: a week shows its interval and how many answered.
import type { JSX } from "preact";
import { bars, shares } from "../../base/geometry";
import type { ScreenWeek } from "../../base/types";
import { s } from "../../words/screens";
import { dayName, percent, whole } from "../../words/time";
import "../../styles/screens.css?later";

/** The weeks of a screen, the oldest first. */
export function OverTime({ weeks }: { weeks: ScreenWeek[] }): JSX.Element {
  const counts = weeks.map((week) => week.n);
  const answered = weeks.filter((week) => week.score);
  const marks = shares(weeks, 520, 100);
  const total = counts.reduce((sum, n) => sum + n, 0);
  return (
    <figure class="votes-chart screen-weeks">
      <p class="quiet">{s.chartHint}</p>
      <div class="screen-weeks-plot">
        <div class="screen-weeks-scale" aria-hidden="true">
          <span>{s.full}</span>
          <span>{s.half}</span>
          <span>{s.zero}</span>
        </div>
        <svg
          viewBox="0 0 520 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={s.chartAlt(answered.length, total)}
        >
          {[0.5, 50, 99.5].map((y) => (
            <line key={y} class="axis" x1="0" y1={y} x2="520" y2={y} />
          ))}
          {answered.map((week, index) => {
            const mark = marks[index];
            return (
              mark && (
                <g key={week.day}>
                  <title>{said(week)}</title>
                  <rect class="range" {...mark.range} />
                  <rect class="share" {...mark.share} />
                </g>
              )
            );
          })}
        </svg>
        <svg
          class="screen-weeks-counts"
          viewBox="0 0 520 24"
          preserveAspectRatio="none"
          role="img"
          aria-label={s.countAlt(Math.max(0, ...counts))}
        >
          {bars(counts, 520, 23).map((bar) => (
            <rect key={bar.x} class="bar" {...bar} x={bar.x + bar.width / 6} />
          ))}
          <line class="axis" x1="0" y1="23.5" x2="520" y2="23.5" />
        </svg>
      </div>
      <figcaption>
        <span>{s.from(dayName(weeks[0]?.day ?? ""))}</span>
        <span>{s.until}</span>
      </figcaption>
      <details class="plain">
        <summary>{s.table}</summary>
        <Table weeks={weeks} />
      </details>
    </figure>
  );
}

function said({ day, score, n }: ScreenWeek): string {
  return s.weekAlt(dayName(day), percent(score?.low ?? 0), percent(score?.high ?? 0), n);
}

function Table({ weeks }: { weeks: ScreenWeek[] }): JSX.Element {
  return (
    <table class="small">
      <thead>
        <tr>
          <th scope="col">{s.week}</th>
          {[s.yes, s.no, s.answers, s.helpful].map((name) => (
            <th key={name} scope="col" class="num">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.toReversed().map((week) => (
          <tr key={week.day}>
            <th scope="row">{dayName(week.day)}</th>
            <td class="num">{whole(week.helpful)}</td>
            <td class="num">{whole(week.unhelpful)}</td>
            <td class="num">{whole(week.n)}</td>
            <td class="num">
              {week.score ? s.range(percent(week.score.low), percent(week.score.high)) : s.none}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
