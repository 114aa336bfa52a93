// The top of an open request: the ways back and on, what it is, and its text.
// Changes nothing.
import type { JSX } from "preact";
import type { RankedRequest, RequestDetail } from "../../base/types";
import { others } from "../../data/presence";
import { Icon } from "../../ui/icon";
import { Age, Around, KindBadge, Skeleton, visitorName } from "../../ui/parts";
import { t } from "../../words/pages";

/** The links to the list and to the requests beside this one. */
export function Bar(props: { back: string; previous: string | null; next: string | null }): JSX.Element {
  return (
    <div class="detail-bar">
      <a class="button is-bare" href={props.back}>
        <Icon name="back" />
        {t.detail.back}
      </a>
      <span class="gap" />
      <Step href={props.previous} label={t.detail.previous} icon="up" />
      <Step href={props.next} label={t.detail.next} icon="down" />
    </div>
  );
}

function Step(props: { href: string | null; label: string; icon: "up" | "down" }): JSX.Element {
  const { href, label, icon } = props;
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

/** Who else has the request open: two who decide at once would undo each other's work. */
function Looking({ request }: { request: string }): JSX.Element {
  const names = others(request);
  return (
    <p class="looking" role="status">
      {names.length > 0 && (
        <>
          <Icon name="visitors" />
          {t.triage.looking(names)}
        </>
      )}
    </p>
  );
}

/** The title and the text. */
export function Head({ item, detail }: { item: RankedRequest; detail: RequestDetail | null }): JSX.Element {
  return (
    <header class="detail-head">
      <p class="facts">
        <span class="num">{t.number(item.number)}</span>
        <KindBadge kind={item.kind} />
        <span class="num">{t.votes(item.votes)}</span>
        <Age at={item.created_at} long />
        {detail?.author && (
          <span>
            <Around text={t.detail.by(visitorName(detail.author))} said={visitorName(detail.author)} />
          </span>
        )}
      </p>
      <h2 dir="auto">{item.title}</h2>
      <Looking request={item.id} />
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
