// The voters of a request by segment and company as bars, with the same numbers in a table.
// A bar narrows the list to its group; those of whom it is not known have a bar and no filter.
import type { JSX } from "preact";
import type { VoterGroup, VotersSummary } from "../../base/types";
import { t } from "../../words/pages";
import { p } from "../../words/pane";
import { decimal, whole } from "../../words/time";

const v = p.voters;

/** What the list is narrowed to; empty texts narrow nothing. */
export type VoterFilter = { q: string; segment: string; company: string; kind: string };

/** Bars of each kind; the table has all. */
const most = 6;

/** Both summaries beside each other. */
export function Groups(props: {
  summary: VotersSummary;
  filter: VoterFilter;
  onNarrow: (part: Partial<VoterFilter>) => void;
}): JSX.Element | null {
  const { summary, filter, onNarrow } = props;
  // Where nothing is known of anybody, one full bar says nothing.
  const says = (groups: VoterGroup[]) => groups.some((group) => group.name !== null);
  if (!says(summary.segments) && !says(summary.companies)) return null;
  return (
    <div class="groups">
      {says(summary.segments) && (
        <Bars
          title={v.segments}
          groups={summary.segments}
          chosen={filter.segment}
          onPick={(segment) => onNarrow({ segment })}
        />
      )}
      {says(summary.companies) && (
        <Bars
          title={v.companies}
          groups={summary.companies}
          chosen={filter.company}
          onPick={(company) => onNarrow({ company })}
        />
      )}
    </div>
  );
}

function Bars(props: {
  title: string;
  groups: VoterGroup[];
  chosen: string;
  onPick: (name: string) => void;
}): JSX.Element {
  const { title, groups, chosen, onPick } = props;
  const largest = Math.max(...groups.map((group) => group.voters));
  return (
    <section class="group-bars">
      <h4>{title}</h4>
      <ul>
        {groups.slice(0, most).map((group) => {
          const name = group.name ?? null;
          const bar = (
            <>
              <span class="group-name clip" dir="auto">
                {name ?? v.unknown}
              </span>
              <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="bar" width={(group.voters / largest) * 100} height="4" />
              </svg>
              <span class="num">{whole(group.voters)}</span>
            </>
          );
          return (
            <li key={name ?? ""}>
              {name === null ? (
                <span class="group-bar quiet">{bar}</span>
              ) : (
                <button
                  type="button"
                  class="group-bar"
                  aria-pressed={chosen === name}
                  title={v.only(name)}
                  onClick={() => onPick(chosen === name ? "" : name)}
                >
                  {bar}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <details class="plain">
        <summary>{v.table}</summary>
        <table class="small">
          <thead>
            <tr>
              <th scope="col">{v.group}</th>
              <th scope="col" class="num">
                {v.count}
              </th>
              <th scope="col" class="num">
                {t.detail.weight}
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.name ?? ""}>
                <th scope="row" dir="auto">
                  {group.name ?? v.unknown}
                </th>
                <td class="num">{whole(group.voters)}</td>
                <td class="num">{decimal(group.weight)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
