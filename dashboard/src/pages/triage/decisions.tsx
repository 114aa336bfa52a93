// The decisions about a request, newest first.
// Does not edit them: decisions are versions, never changed.
import type { JSX } from "preact";
import type { Decision } from "../../base/types";
import { Age, StatusBadge } from "../../ui/parts";
import { t } from "../../words/texts";

/** The versions of a decision. */
export function Decisions({ list }: { list: Decision[] }): JSX.Element {
  if (list.length === 0) return <p class="quiet">{t.detail.noDecisions}</p>;
  return (
    <ol class="decisions">
      {list.map((decision) => (
        <li key={decision.id}>
          <p class="facts">
            <StatusBadge status={decision.status} />
            <span>{t.reason(decision.reason_code)}</span>
            <span class="gap" />
            <span>{t.detail.version(decision.version)}</span>
            <span dir="auto">{decision.decided_by}</span>
            <Age at={decision.decided_at} long />
          </p>
          <p class="prose" dir="auto">
            {decision.reason}
          </p>
          <Grounds decision={decision} />
        </li>
      ))}
    </ol>
  );
}

/** Evidence, alternatives and what would reopen it, where given. */
function Grounds({ decision }: { decision: Decision }): JSX.Element | null {
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
