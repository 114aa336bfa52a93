// The decisions about a request, newest first, and taking back the latest one.
// Does not edit them: decisions are versions, never changed. One that was taken back stays, and says so.
import type { JSX } from "preact";
import type { Decision, RequestDetail } from "../../base/types";
import { undoDecision } from "../../data/acts";
import { Icon } from "../../ui/icon";
import { Age, Around, KeyHint, StatusBadge } from "../../ui/parts";
import { t } from "../../words/pages";
import { p } from "../../words/pane";

/** The versions of a decision. */
export function Decisions({ detail }: { detail: RequestDetail }): JSX.Element {
  const list = detail.decisions;
  if (list.length === 0) return <p class="quiet">{t.detail.noDecisions}</p>;
  const takeBack = undoDecision(detail.id);
  return (
    <ol class="decisions">
      {list.map((decision, index) => (
        <li key={decision.id} class={decision.undone_at ? "is-undone" : ""}>
          <p class="facts">
            <StatusBadge status={decision.status} />
            <span>{t.reason(decision.reason_code)}</span>
            <span class="gap" />
            <span>{t.detail.version(decision.version)}</span>
            <span dir="auto">{decision.decided_by}</span>
            <Age at={decision.decided_at} long />
          </p>
          {decision.undone_at && <Undone decision={decision} />}
          {decision.reason ? (
            <p class="prose" dir="auto">
              {decision.reason}
            </p>
          ) : (
            <p class="quiet">{p.noMessage}</p>
          )}
          <Grounds decision={decision} />
          {index === 0 && !decision.undone_at && takeBack && (
            <button type="button" class="button" onClick={takeBack}>
              {p.takeBack}
              <KeyHint>z</KeyHint>
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

function Undone({ decision }: { decision: Decision }): JSX.Element {
  const who = decision.undone_by ?? "";
  return (
    <p class="facts">
      <Icon name="back" />
      <span>
        <Around text={p.takenBack(who)} said={who} />
      </span>
      {decision.undone_at && <Age at={decision.undone_at} long />}
      <span>{p.takenBackHint}</span>
    </p>
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
