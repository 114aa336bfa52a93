// What was decided about a request, newest first; also how a decision reads before it is published.
// It refuses to edit: decisions are versions, never changed.
import type { JSX } from "preact";
import { t } from "../texts";
import type { Decision, DecisionIn } from "../types";
import { Age, StatusBadge } from "../ui/parts";

/** The versions of a decision. */
export function Decisions({ list }: { list: Decision[] }): JSX.Element {
  if (list.length === 0) return <p class="quiet">{t.detail.noDecisions}</p>;
  return (
    <ol class="decisions">
      {list.map((one) => (
        <li key={one.id}>
          <p class="facts">
            <StatusBadge status={one.status} />
            <span>{t.reason(one.reason_code)}</span>
            <span class="gap" />
            <span>{t.detail.version(one.version)}</span>
            <span dir="auto">{one.decided_by}</span>
            <Age at={one.decided_at} long />
          </p>
          <p class="prose" dir="auto">
            {one.reason}
          </p>
          <Grounds decision={one} />
        </li>
      ))}
    </ol>
  );
}

/** Evidence, alternatives and what would reopen it, where given. */
export function Grounds({ decision }: { decision: Partial<DecisionIn> | Decision }): JSX.Element | null {
  const parts = [
    [t.decide.evidence, decision.evidence],
    [t.decide.alternatives, decision.alternatives],
    [t.decide.reopen, decision.reopen_if],
  ].filter((part): part is [string, string] => Boolean(part[1]));
  if (parts.length === 0) return null;
  return (
    <dl class="grounds">
      {parts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="prose" dir="auto">
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}
