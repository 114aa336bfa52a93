// Reports: what went wrong, newest first, and the one that is open.
// Keeps no filter of its own: it is in the address.
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { askReports, type ReportFilter, readReports, writeReports } from "../../base/filters";
import { paths } from "../../base/paths";
import type { ReportRow } from "../../base/types";
import { facts } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { Choice, Trouble } from "../../ui/form";
import { FreshChip } from "../../ui/fresh";
import { Icon } from "../../ui/icon";
import { Age, Empty, Route, Skeleton, useTitle } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { ScreenChoice } from "../../ui/screens";
import { SearchBox } from "../../ui/search";
import { Split } from "../../ui/split";
import { t } from "../../words/pages";
import type { PageProps } from "../props";
import { Report } from "./report";

/** The reports page. */
export function Reports({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const filter = readReports(query);
  const search = writeReports(filter);
  useTitle(t.reports.title);
  const list = usePaged<ReportRow>(
    `${project}${search}`,
    (reading) => facts.reports(project, askReports(filter), reading),
    id ?? null,
  );
  const soon = useSoon(list.refresh, 1_000);
  useLive({ report: soon, resync: soon });
  const open = id ?? null;
  const choose = (next: ReportFilter) => route(paths.reports(project, open, writeReports(next)), true);
  // The report after the open one, or else the one before it.
  const beside = () => {
    const items = list.items.peek();
    const at = items.findIndex((item) => item.id === open);
    return (items[at + 1] ?? items[at - 1])?.id ?? null;
  };
  const narrowed = Boolean(filter.q || filter.screen || filter.linked !== null);
  return (
    <Split
      open={open}
      label={t.act.details}
      onClose={() => route(paths.reports(project, null, search))}
      head={
        <div class="list-head">
          <div class="list-title">
            <h1>{t.reports.title}</h1>
            <FreshChip list={list} />
          </div>
          <search class="filters">
            <SearchBox label={t.reports.search} value={filter.q} onChange={(q) => choose({ ...filter, q })} />
            <Choice
              hideLabel
              label={t.reports.link}
              name="linked"
              value={filter.linked === null ? "" : String(filter.linked)}
              options={[
                { value: "", label: t.reports.any },
                { value: "false", label: t.reports.unlinked },
                { value: "true", label: t.reports.linked },
              ]}
              onChange={(linked) => choose({ ...filter, linked: linked === "" ? null : linked === "true" })}
            />
            <ScreenChoice
              project={project}
              value={filter.screen}
              onChange={(screen) => choose({ ...filter, screen })}
            />
          </search>
        </div>
      }
      list={
        list.state.value === "first" ? (
          <Skeleton lines={12} row />
        ) : list.state.value === "failed" && list.problem.value && list.items.value.length === 0 ? (
          <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />
        ) : list.items.value.length === 0 && list.state.value === "ready" ? (
          <Empty
            icon="reports"
            title={narrowed ? t.triage.none : t.reports.empty}
            hint={narrowed ? t.triage.noneHint : t.reports.emptyHint}
          >
            {narrowed && (
              <button
                type="button"
                class="button"
                onClick={() => choose({ screen: null, linked: null, q: "" })}
              >
                {t.act.clear}
              </button>
            )}
          </Empty>
        ) : (
          <Rows
            list={list}
            place={`reports ${project}${search}`}
            label={t.reports.list}
            open={open}
            href={(item) => paths.reports(project, item.id, search)}
            onOpen={(item) => route(paths.reports(project, item.id, search), open !== null)}
            row={(item) => <Row item={item} />}
          />
        )
      }
      detail={
        open && (
          <Report
            key={open}
            project={project}
            report={open}
            list={list}
            back={paths.reports(project, null, search)}
            onGo={(to) => route(paths.reports(project, to ?? beside(), search), true)}
          />
        )
      }
    />
  );
}

function Row({ item }: { item: ReportRow }): JSX.Element {
  return (
    <div class="report-row">
      <span class="rank num">{item.number}</span>
      <span class="headline">
        <span class="row-title">
          <span class="clip" dir="auto">
            {item.title}
          </span>
        </span>
        <span class={item.failed ? "sentence fault clip" : "sentence clip"}>
          {item.failed ? (
            <>
              <Icon name="reports" />
              <span dir="auto">{item.failed}</span>
            </>
          ) : (
            t.reports.steps(item.steps)
          )}
        </span>
      </span>
      <span class="at-screen clip">
        <Route screen={item.screen} />
      </span>
      <span class="at-request clip">
        {item.request ? (
          <>
            <Icon name="link" /> <span class="num">{t.number(item.request.number)}</span>{" "}
            <span dir="auto">{item.request.title}</span>
          </>
        ) : (
          <span class="quiet">{t.reports.unlinked}</span>
        )}
      </span>
      <span class="at-age num">
        <Age at={item.created_at} />
      </span>
    </div>
  );
}
