// One visitor: who it is, and what it asked for, voted on and was told.
// Shows only what visitors gave; anonymising asks first, because it cannot be undone.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { announce } from "../../base/announce";
import { search, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { VisitorDetail } from "../../base/types";
import { facts } from "../../data/api";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, Around, Skeleton, visitorName } from "../../ui/parts";
import { Tabs } from "../../ui/tabs";
import { t } from "../../words/pages";
import { decimal } from "../../words/time";
import { Asked, Told, Voted } from "./history";

const v = t.visitors;
const tabs = ["asked", "voted", "told"] as const;
type Tab = (typeof tabs)[number];

/** The pane of an open visitor. */
export function Visitor(props: {
  project: string;
  visitor: string;
  back: string;
  onGone: () => void;
}): JSX.Element {
  const { project, visitor } = props;
  const found = useResource<VisitorDetail>(visitor, () => facts.visitor(project, visitor), 60);
  const asking = useSignal(false);
  const { query } = useLocation();
  const tab = useSignal<Tab>(tabs.find((name) => name === query.tab) ?? "asked");
  const detail = found.data.value;
  const anonymise = async () => {
    await facts.anonymise(project, visitor);
    announce(v.anonymised);
    void found.reload();
    props.onGone();
  };
  return (
    <article class="detail">
      <div class="detail-bar">
        <a class="button is-bare" href={props.back}>
          <Icon name="back" />
          {v.back}
        </a>
        <span class="gap" />
        {detail && (detail.kind === "identified" || detail.email) && may(roleIn(project), "configure") && (
          <button
            type="button"
            class="button is-loss-quiet"
            onClick={() => {
              asking.value = true;
            }}
          >
            {v.anonymise}
          </button>
        )}
      </div>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!detail && !found.problem.value && <Skeleton lines={10} />}
      {detail && (
        <>
          <Head project={project} detail={detail} />
          <Tabs
            label={v.tabs}
            tab={tab}
            tabs={[
              { name: "asked", label: v.asked },
              { name: "voted", label: v.voted, count: detail.votes },
              { name: "told", label: v.told },
            ]}
          >
            {tab.value === "asked" && <Asked {...{ project, visitor }} />}
            {tab.value === "voted" && <Voted {...{ project, visitor }} />}
            {tab.value === "told" && <Told {...{ project, visitor }} />}
          </Tabs>
        </>
      )}
      {asking.value && detail && (
        <Confirm
          title={<Around text={v.anonymiseTitle(visitorName(detail))} said={visitorName(detail)} />}
          text={v.anonymiseText}
          act={v.anonymise}
          onConfirm={anonymise}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </article>
  );
}

function Head({ project, detail }: { project: string; detail: VisitorDetail }): JSX.Element {
  const { email, company, segment } = detail;
  const among = (narrowed: Record<string, string>) => paths.visitors(project, detail.id, search(narrowed));
  const rows: [string, JSX.Element | string | null | false | undefined][] = [
    [v.email, email && <span dir="auto">{email}</span>],
    [
      v.company,
      company && (
        <a href={among({ company })} dir="auto">
          {company}
        </a>
      ),
    ],
    [
      v.segment,
      segment && (
        <>
          <a href={among({ segment })} dir="auto">
            {segment}
          </a>
          {" · "}
          <a href={paths.triage(project, null, writeTriage({ view: "all", segment: [segment] }))}>
            {v.segmentRequests}
          </a>
        </>
      ),
    ],
    [v.first, <Age key="first" at={detail.created_at} long />],
    [v.last, <Age key="last" at={detail.seen_at} long />],
    [v.weight, decimal(detail.weight)],
    [
      v.looked,
      detail.wants_news ? (
        detail.news_seen_at ? (
          <Age key="looked" at={detail.news_seen_at} long />
        ) : (
          v.never
        )
      ) : (
        v.noNews
      ),
    ],
  ];
  return (
    <header class="detail-head">
      <p class="facts">{v[detail.kind]}</p>
      <h2 dir="auto">{visitorName(detail)}</h2>
      <dl class="pairs">
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </header>
  );
}
