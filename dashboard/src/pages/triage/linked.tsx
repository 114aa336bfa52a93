// The reports that are linked to a request, each with its steps a click away.
// Changes no report but for its link.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { ReportDetail, ReportRow } from "../../base/types";
import { asProblem, facts, requests } from "../../data/api";
import { plainly } from "../../data/plain";
import { useResource } from "../../data/resource";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { lazy } from "../../ui/lazy";
import { Age, Skeleton } from "../../ui/parts";
import { count, t } from "../../words/pages";
import { p } from "../../words/pane";
import type { Open } from "./open";

const Steps = lazy(() => import("../../ui/steps").then((m) => m.Steps));

/** The list. */
export function Linked({ project, detail, allowed, took }: Open): JSX.Element {
  const unlink = async (report: string) => {
    try {
      took(await requests.unlink(project, detail.id, report));
      announce(t.detail.unlinked);
    } catch (cause) {
      announce(plainly(asProblem(cause)));
    }
  };
  if (detail.linked_reports.length === 0) return <p class="quiet">{t.detail.noReports}</p>;
  return (
    <ul class="lines linked-reports">
      {detail.linked_reports.map((report) => (
        <li key={report.id}>
          <Entry project={project} report={report} />
          {allowed && (
            <button
              type="button"
              class="button is-bare is-square"
              aria-label={t.detail.unlink(report.number)}
              title={t.detail.unlink(report.number)}
              onClick={() => void unlink(report.id)}
            >
              <Icon name="close" />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Entry({ project, report }: { project: string; report: ReportRow }): JSX.Element {
  const opened = useSignal(false);
  return (
    <details
      class="report-steps"
      onToggle={(event) => {
        opened.value = event.currentTarget.open;
      }}
    >
      <summary aria-label={p.stepsOf(report.number)}>
        <span class="num quiet">{count(report.steps, "step")}</span>
      </summary>
      <a href={paths.reports(project, report.id)} class="clip">
        <span class="num quiet">{t.number(report.number)}</span> <span dir="auto">{report.title}</span>
      </a>
      <span class="quiet">
        <Age at={report.created_at} />
      </span>
      {opened.value && <Recorded project={project} report={report.id} />}
    </details>
  );
}

function Recorded({ project, report }: { project: string; report: string }): JSX.Element {
  const found = useResource<ReportDetail>(`steps ${report}`, () => facts.report(project, report), 3600);
  if (found.problem.value)
    return <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />;
  return found.data.value ? <Steps steps={found.data.value.steps} /> : <Skeleton lines={3} />;
}
