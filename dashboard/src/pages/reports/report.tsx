// One report: its steps as sentences, where it happened, what was agreed to, and its request.
// Does not change a visitor's text.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { paths } from "../../base/paths";
import type { ReportDetail, ReportRow } from "../../base/types";
import { facts } from "../../data/api";
import { removeReport } from "../../data/bin";
import { useLive, useSoon } from "../../data/live";
import type { Paged } from "../../data/paged";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, ObjectName, Part, Route, Skeleton, visitorName } from "../../ui/parts";
import { Steps } from "../../ui/steps";
import { b } from "../../words/bin";
import { t } from "../../words/pages";
import { moment } from "../../words/time";
import { environmentRows } from "./environment";
import { Linking } from "./linking";
import { Replies } from "./replies";

/** The pane of an open report. */
export function Report(props: {
  project: string;
  report: string;
  list: Paged<ReportRow>;
  back: string;
  /** Opens the report, or with null the one after it or the list. */
  onGo: (to: string | null) => void;
}): JSX.Element {
  const { project, report } = props;
  const found = useResource<ReportDetail>(report, () => facts.report(project, report), "stream");
  const soon = useSoon(found.reload, 2_000);
  useLive({
    report: ({ reports }) => {
      if (reports.includes(report)) soon();
    },
    resync: soon,
  });
  const asked = useSignal(false);
  const detail = found.data.value;
  const row = props.list.items.value.find((item) => item.id === report);
  const shown = detail ?? row;
  return (
    <article class="detail">
      <div class="detail-bar">
        <a class="button is-bare" href={props.back}>
          <Icon name="back" />
          {t.reports.back}
        </a>
        <span class="gap" />
        {detail && may(roleIn(project), "decide") && (
          <button
            type="button"
            class="button is-bare is-square"
            aria-label={b.report.act}
            title={b.report.act}
            onClick={() => {
              asked.value = true;
            }}
          >
            <Icon name="trash" />
          </button>
        )}
      </div>
      {asked.value && detail && (
        <Confirm
          title={<bdi>{b.report.title(b.nameOf([detail]))}</bdi>}
          text={b.report.text}
          act={b.act}
          onConfirm={async () => {
            await removeReport(project, detail, () => {
              void props.list.reload();
              props.onGo(report);
            });
            props.onGo(null);
            props.list.drop(report);
          }}
          onClose={() => {
            asked.value = false;
          }}
        />
      )}
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {shown && (
        <header class="detail-head">
          <p class="facts">
            <span class="num">{t.number(shown.number)}</span>
            <a href={paths.screens(project, shown.screen.id)}>
              <Route screen={shown.screen} />
            </a>
            {shown.object && (
              <span>
                <ObjectName object={shown.object} />
              </span>
            )}
            {shown.visitor ? (
              <a href={paths.visitors(project, shown.visitor.id)} dir="auto">
                {visitorName(shown.visitor)}
              </a>
            ) : (
              <span>{visitorName(null)}</span>
            )}
            <Age at={shown.created_at} long />
          </p>
          <h2 dir="auto">{shown.title}</h2>
          {detail?.body && (
            <p class="prose" dir="auto">
              {detail.body}
            </p>
          )}
        </header>
      )}
      {detail ? (
        <Rest
          {...{ project, detail }}
          onChanged={async () => {
            await found.reload();
            const fresh = found.data.peek();
            if (fresh) props.list.patch({ ...fresh, steps: fresh.steps.length });
            props.list.own(report);
          }}
        />
      ) : (
        !found.problem.value && <Skeleton lines={12} />
      )}
    </article>
  );
}

function Rest(props: { project: string; detail: ReportDetail; onChanged: () => Promise<void> }): JSX.Element {
  const { project, detail } = props;
  const { receipt } = detail;
  return (
    <>
      <Part title={t.reports.requestTitle}>
        <Linking project={project} detail={detail} onChanged={props.onChanged} />
      </Part>
      <Replies key={detail.id} project={project} detail={detail} onChanged={props.onChanged} />
      <Part title={t.reports.stepsTitle}>
        <Steps steps={detail.steps} />
      </Part>
      <Part title={t.reports.environment}>
        <dl class="pairs">
          {environmentRows(detail.environment).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part title={t.reports.receipt}>
        {detail.removed.length > 0 && <p>{t.reports.removed(t.removed(detail.removed))}</p>}
        <p>{t.reports.receiptLead(receipt.purposes.join(", "), moment(receipt.at))}</p>
        <p class="quiet">
          {t.reports.receiptMore(receipt.version)} <span class="hash">{receipt.shown_sha256}</span>
        </p>
      </Part>
    </>
  );
}
