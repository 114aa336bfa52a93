// Who contributed to a request: what follows from what happened, and what members record about its reports.
// Names only visitors who chose a name.
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { Credit, CreditIn, Items } from "../../base/types";
import { asProblem } from "../../data/api";
import { people } from "../../data/people";
import { plainly } from "../../data/plain";
import { useResource } from "../../data/resource";
import { Part } from "../../ui/parts";
import { c } from "../../words/comments";
import { t } from "../../words/pages";
import type { Open } from "./open";

/** The contributions, and a box for each linked report whose steps led to the fix; nothing where there is neither. */
export function Credited({ project, detail, allowed }: Open): JSX.Element | null {
  const found = useResource<Items<Credit>>(
    `credits ${detail.id}`,
    () => people.credits(project, detail.id),
    60,
  );
  const credits = found.data.value?.items ?? [];
  const reports = detail.linked_reports.filter((report) => report.visitor);
  if (credits.length === 0 && reports.length === 0) return null;
  const record = async (contribution: CreditIn) => {
    try {
      await people.credit(project, detail.id, contribution);
      announce(contribution.recorded ? c.credits.recorded : c.credits.takenBack);
    } catch (cause) {
      announce(plainly(asProblem(cause)));
    }
    await found.reload();
  };
  const has = (fact: Credit["fact"], visitor: string | undefined) =>
    credits.some((one) => one.fact === fact && one.visitor_id === visitor);
  const known = new Map(credits.map((one) => [one.visitor_id, one.name ?? c.credits.nameless]));
  return (
    <Part title={c.credits.title}>
      {credits.length > 0 && (
        <ul class="lines">
          {credits.map((one) => (
            <li key={`${one.fact} ${one.visitor_id}`}>
              <span dir="auto">{one.name ?? <span class="quiet">{c.credits.nameless}</span>}</span>
              <span class="gap" />
              <span class="quiet">{c.credits.facts[one.fact]}</span>
            </li>
          ))}
        </ul>
      )}
      {allowed && reports.length > 0 && (
        <fieldset class="stack">
          <legend class="quiet">{c.credits.led}</legend>
          {reports.map((report) => (
            <label key={report.id} class="check">
              <input
                type="checkbox"
                checked={has("repro_led_to_fix", report.visitor?.id)}
                onChange={(event) =>
                  void record({
                    fact: "repro_led_to_fix",
                    report: report.id,
                    recorded: event.currentTarget.checked,
                  })
                }
              />
              <span class="num quiet">{t.number(report.number)}</span> <span dir="auto">{report.title}</span>
            </label>
          ))}
        </fieldset>
      )}
      {allowed && known.size > 0 && (
        <fieldset class="stack">
          <legend class="quiet">{c.credits.translated}</legend>
          {[...known].map(([visitor, name]) => (
            <label key={visitor} class="check">
              <input
                type="checkbox"
                checked={has("translated", visitor)}
                onChange={(event) =>
                  void record({ fact: "translated", visitor, recorded: event.currentTarget.checked })
                }
              />
              <span dir="auto">{name}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Part>
  );
}
