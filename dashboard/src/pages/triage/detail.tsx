// Everything about one request: the reasons for its rank, who asks and where, and its decisions.
// Loses no input: drafts survive a conflict and a change of request.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { useKeys } from "../../base/keys";
import { paths } from "../../base/paths";
import type { RankedRequest, RequestDetail } from "../../base/types";
import { asProblem, requests, type Tagged } from "../../data/api";
import { type Done, follow, waiting } from "../../data/drafts";
import { useLive, useSoon } from "../../data/live";
import type { Paged } from "../../data/paged";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Explain, VotesChart } from "../../ui/chart";
import { plainly, Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import {
  Age,
  Around,
  KindBadge,
  ObjectName,
  Part,
  Route,
  Skeleton,
  StatusBadge,
  visitorName,
} from "../../ui/parts";
import { focusRow } from "../../ui/split";
import { t } from "../../words/texts";
import { whole } from "../../words/time";
import { Decide, decideBase, decideKey } from "./decide";
import { Decisions } from "./decisions";
import { Edit, editBase, editKey } from "./edit";

type Props = {
  project: string;
  request: string;
  /** The data from the list, shown until the rest is loaded. */
  seed: RankedRequest | null;
  list: Paged<RankedRequest>;
  back: string;
  previous: string | null;
  next: string | null;
  /** What the request is opened for. */
  start: Mode;
};

/** Reading a request, or one of its forms. */
export type Mode = "read" | "decide" | "edit";

/** The pane of an open request. */
export function Detail(props: Props): JSX.Element {
  const { project, request } = props;
  const found = useResource<RequestDetail>(request, () => requests.one(project, request), "stream");
  const soon = useSoon(found.reload, 2_000);
  useLive({
    request: ({ items }) => {
      if (items.some((item) => item.id === request)) soon();
    },
    resync: soon,
  });
  const mode = useSignal<Mode>(props.start);
  const detail = found.data.value;
  const shown = detail ?? props.seed;
  const allowed = may(roleIn(project), "decide");
  // Also before the request is loaded: its form opens as soon as it is.
  const turn = (to: Mode) => {
    if (!allowed) return false;
    mode.value = to;
    return true;
  };
  const close = () => {
    mode.value = "read";
    // The form was removed together with the focus: back to the row, or to the pane if the list is not shown.
    if (!focusRow(request)) document.querySelector<HTMLElement>(".split-detail")?.focus();
  };
  // While a form is being sent, no key may navigate away.
  const pending = () => mode.value !== "read" && !detail && !found.problem.value;
  useKeys(
    {
      d: () => turn("decide"),
      e: () => turn("edit"),
      j: pending,
      k: pending,
      "/": pending,
      Escape: () => {
        if (mode.value === "read") return false;
        close();
        return true;
      },
    },
    "pane",
  );
  const shownHere = useRef(true);
  useEffect(
    () => () => {
      shownHere.current = false;
    },
    [],
  );
  const took =
    (form: Mode) =>
    (answer: Tagged<RequestDetail>, { more, replaced }: Done) => {
      found.put(answer);
      follow(editKey(request), replaced, editBase(answer.data, answer.etag));
      follow(decideKey(request), replaced, decideBase(answer.data, answer.etag));
      props.list.patch(answer.data);
      props.list.own(request);
      // A response that arrives after navigating away must not take the focus from another field.
      if (shownHere.current && mode.peek() === form && !more) close();
      // Without a tag the next edit would have nothing to name.
      if (!answer.etag) void found.reload();
    };
  return (
    <article class="detail">
      <DetailBar {...props} />
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {shown && (mode.value !== "edit" || !detail) && <Head item={shown} detail={detail} />}
      {detail && mode.value === "edit" && (
        <Edit project={project} detail={detail} found={found} onDone={took("edit")} onCancel={close} />
      )}
      {detail && mode.value === "decide" && (
        <Decide project={project} detail={detail} found={found} onDone={took("decide")} onCancel={close} />
      )}
      {shown && allowed && mode.value === "read" && (
        <div class="acts">
          <button type="button" class="button is-main" onClick={() => turn("decide")}>
            {t.detail.decide}
            <span class="kbd" aria-hidden="true">
              d
            </span>
          </button>
          <button type="button" class="button" onClick={() => turn("edit")}>
            {t.detail.edit}
            <span class="kbd" aria-hidden="true">
              e
            </span>
          </button>
          {(waiting(decideKey(request)) || waiting(editKey(request))) && (
            <span class="quiet">{t.detail.draft}</span>
          )}
        </div>
      )}
      {shown && (
        <Part title={t.detail.why}>
          <p class="why">{shown.sentence}</p>
          <Explain terms={shown.explain} heat={shown.heat} />
        </Part>
      )}
      {!found.problem.value &&
        (detail ? (
          <Rest project={project} detail={detail} found={found} list={props.list} />
        ) : (
          <Skeleton lines={10} />
        ))}
    </article>
  );
}

function DetailBar({ back, previous, next }: Props): JSX.Element {
  return (
    <div class="detail-bar">
      <a class="button is-bare" href={back}>
        <Icon name="back" />
        {t.detail.back}
      </a>
      <span class="gap" />
      <Step href={previous} label={t.detail.previous} icon="up" />
      <Step href={next} label={t.detail.next} icon="down" />
    </div>
  );
}

function Step({
  href,
  label,
  icon,
}: {
  href: string | null;
  label: string;
  icon: "up" | "down";
}): JSX.Element {
  return href ? (
    <a class="button is-bare is-square" href={href} aria-label={label} title={label}>
      <Icon name={icon} />
    </a>
  ) : (
    <span class="button is-bare is-square is-off" aria-hidden="true">
      <Icon name={icon} />
    </span>
  );
}

function Head({ item, detail }: { item: RankedRequest; detail: RequestDetail | null }): JSX.Element {
  return (
    <header class="detail-head">
      <p class="facts">
        <span class="num">{t.number(item.number)}</span>
        <StatusBadge status={item.status} />
        <KindBadge kind={item.kind} />
        <span>{item.public ? t.triage.public : t.triage.private}</span>
        {detail?.author && (
          <span>
            <Around text={t.detail.by(visitorName(detail.author))} said={visitorName(detail.author)} />
          </span>
        )}
        <Age at={item.created_at} long />
      </p>
      <h2 dir="auto">{item.title}</h2>
      {detail ? (
        detail.body ? (
          <p class="prose" dir="auto">
            {detail.body}
          </p>
        ) : (
          <p class="quiet">{t.detail.noBody}</p>
        )
      ) : (
        <Skeleton lines={1} />
      )}
    </header>
  );
}

function Rest(props: {
  project: string;
  detail: RequestDetail;
  found: Resource<RequestDetail>;
  list: Paged<RankedRequest>;
}): JSX.Element {
  const { project, detail, found } = props;
  const allowed = may(roleIn(project), "decide");
  const unlink = async (report: string) => {
    try {
      const answer = await requests.unlink(project, detail.id, report);
      found.put(answer);
      props.list.patch(answer.data);
      props.list.own(detail.id);
      announce(t.detail.unlinked);
    } catch (cause) {
      announce(plainly(asProblem(cause)));
    }
  };
  const voters = ["verified", "anonymous", "on_behalf", "imported"] as const;
  return (
    <>
      <Part title={t.detail.decisions}>
        <Decisions list={detail.decisions} />
      </Part>
      <Part title={t.detail.chart}>
        <VotesChart found={detail.votes_by_day} />
      </Part>
      <Part title={t.detail.voters}>
        <dl class="counts">
          {voters.map((group) => (
            <div key={group}>
              <dt>{t.detail[group]}</dt>
              <dd class="num">{whole(detail.voters[group])}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part title={t.detail.places}>
        {detail.places.length === 0 && <p class="quiet">{t.detail.noPlaces}</p>}
        <ul class="lines">
          {detail.places.map((place) => (
            <li key={`${place.screen.id} ${place.object?.type} ${place.object?.id}`}>
              <a href={paths.screens(project, place.screen.id)}>
                <Route screen={place.screen} />
              </a>
              {place.object && (
                <span class="quiet">
                  <ObjectName object={place.object} />
                </span>
              )}
              <span class="gap" />
              <span class="num">{t.votes(place.votes)}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t.detail.reports}>
        {detail.linked_reports.length === 0 && <p class="quiet">{t.detail.noReports}</p>}
        <ul class="lines">
          {detail.linked_reports.map((report) => (
            <li key={report.id}>
              <a href={paths.reports(project, report.id)} class="clip">
                <span class="num quiet">{t.number(report.number)}</span>{" "}
                <span dir="auto">{report.title}</span>
              </a>
              <span class="gap" />
              <span class="quiet">
                <Age at={report.created_at} />
              </span>
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
      </Part>
    </>
  );
}
