// The first requests as a ranking has them, each with how far it moves.
// Does not sort: the server does.
import type { JSX } from "preact";
import { heatShare } from "../../base/heat";
import { paths } from "../../base/paths";
import type { TriedRequest } from "../../base/types";
import { HeatBar } from "../../ui/heat";
import { StatusBadge } from "../../ui/parts";
import { r } from "../../words/ranking";
import { t } from "../../words/texts";
import { decimal, short } from "../../words/time";

/** How many requests are not at the position that they have today. */
export const movedCount = (items: TriedRequest[]): number =>
  items.filter((item, at) => item.was !== at + 1).length;

/** The list of a trial. */
export function Tried({
  project,
  items,
  busy,
}: {
  project: string;
  items: TriedRequest[];
  busy: boolean;
}): JSX.Element {
  return (
    <table class={busy ? "tried is-busy" : "tried"} aria-busy={busy}>
      <thead>
        <tr>
          <th scope="col" class="num">
            {r.rank}
          </th>
          <th scope="col">{r.move}</th>
          <th scope="col">{r.request}</th>
          <th scope="col" class="tried-why">
            {r.why}
          </th>
          <th scope="col" class="num">
            {r.score}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item, at) => (
          <tr key={item.id}>
            <td class="num">{at + 1}</td>
            <td>
              <Move was={item.was ?? null} is={at + 1} />
            </td>
            <th scope="row">
              <a
                class="clip"
                dir="auto"
                title={item.title}
                href={paths.triage(project, item.id, "?view=all")}
              >
                {item.title}
              </a>
              <span class="quiet">
                <StatusBadge status={item.status} /> <span class="num">{t.votes(item.votes)}</span>
              </span>
            </th>
            <td class="tried-why" title={terms(item)}>
              <HeatBar terms={item.explain} width={heatShare(item.heat)} />
              <span class="hidden">{terms(item)}</span>
            </td>
            <td class="num">{decimal(item.heat)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "Votes 12.0 × 1 = 12.0 · Reports …" */
const terms = (item: TriedRequest): string =>
  item.explain
    .map(
      (term) => `${t.term(term.term)} ${decimal(term.raw)} × ${term.weight} = ${decimal(term.contribution)}`,
    )
    .join(" · ");

function Move({ was, is }: { was: number | null; is: number }): JSX.Element {
  if (was === null)
    return (
      <span class="move is-new" title={r.enters}>
        <span aria-hidden="true">{r.enterShort}</span>
        <span class="hidden">{r.enters}</span>
      </span>
    );
  const by = was - is;
  if (by === 0)
    return (
      <span class="move quiet">
        <span aria-hidden="true">–</span>
        <span class="hidden">{r.stays}</span>
      </span>
    );
  return (
    <span class={by > 0 ? "move is-up num" : "move is-down num"} title={by > 0 ? r.up(by) : r.down(-by)}>
      <span aria-hidden="true">
        {by > 0 ? "▲" : "▼"} {short(Math.abs(by))}
      </span>
      <span class="hidden">{by > 0 ? r.up(by) : r.down(-by)}</span>
    </span>
  );
}
