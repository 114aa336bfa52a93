// A request on the roadmap: its title, votes, screen, owner and due day, and the ways to move it.
// The title is the link to the request, and what the keys move.
import type { JSX } from "preact";
import { initials } from "../../base/initials";
import type { RankedRequest } from "../../base/types";
import { Icon } from "../../ui/icon";
import { KindBadge, Route } from "../../ui/parts";
import { r } from "../../words/roadmap";
import { t } from "../../words/texts";
import { dayName, now, short } from "../../words/time";
import type { Moving } from "./moving";

/** What a card says, without what moves it. */
export function CardBody({ row, children }: { row: RankedRequest; children?: JSX.Element }): JSX.Element {
  return (
    <>
      <p class="card-head">
        {!row.public && (
          <span class="private" title={t.triage.private}>
            <Icon name="lock" />
            <span class="hidden">{t.triage.private}</span>
          </span>
        )}
        {children ?? (
          <span class="card-title" dir="auto">
            {row.title}
          </span>
        )}
      </p>
      <p class="card-facts">
        <span class="tally" title={t.votes(row.votes)}>
          <Icon name="up" />
          <span class="num">{short(row.votes)}</span>
          <span class="hidden"> {t.triage.columns.votes}</span>
        </span>
        <span class="num">{t.number(row.number)}</span>
        {row.kind === "problem" && <KindBadge kind={row.kind} />}
        {row.screen && (
          <span class="clip">
            <Route screen={row.screen} />
          </span>
        )}
      </p>
      {(row.due || row.assignee || row.tags.length > 0) && (
        <p class="card-facts">
          {row.due && <Due day={row.due} open={row.status !== "shipped"} />}
          {row.tags.map((tag) => (
            <i key={tag} class="tag clip" dir="auto">
              {tag}
            </i>
          ))}
          {row.assignee && (
            <span class="avatar" title={t.triage.assigned(row.assignee.name)}>
              <span aria-hidden="true">{initials(row.assignee.name)}</span>
              <span class="hidden">{t.triage.assigned(row.assignee.name)}</span>
            </span>
          )}
        </p>
      )}
    </>
  );
}

/** When it is due; what is shipped is late no more. */
function Due({ day, open }: { day: string; open: boolean }): JSX.Element {
  const late = open && Date.parse(day) + 86_400_000 <= now.value;
  const text = (late ? t.triage.overdue : t.triage.due)(dayName(day));
  return (
    <span class={late ? "when is-late" : "when"} title={text}>
      <Icon name="calendar" />
      <span aria-hidden="true">{dayName(day)}</span>
      <span class="hidden">{text}</span>
    </span>
  );
}

/** The card in its column. */
export function Card(props: {
  row: RankedRequest;
  href: string;
  hint: string;
  allowed: boolean;
  moving: Moving;
  onMenu: (row: RankedRequest) => void;
}): JSX.Element {
  const { row, moving, allowed } = props;
  const now = moving.held.value;
  const isHeld = now?.row.id === row.id;
  return (
    <li
      data-row={row.id}
      class={`card${isHeld ? " is-held" : ""}${allowed ? " can-move" : ""}`}
      onPointerDown={(event) => moving.press(row, event)}
      onDragStart={(event) => event.preventDefault()}
    >
      <div class="card-body">
        <CardBody row={row}>
          <a
            class="card-title"
            dir="auto"
            href={props.href}
            aria-describedby={allowed ? props.hint : undefined}
            onKeyDown={(event) => moving.key(row, event)}
            onBlur={moving.left}
          >
            {row.title}
          </a>
        </CardBody>
      </div>
      {allowed && (
        <div class="card-tools">
          <button
            type="button"
            class="card-menu"
            aria-haspopup="dialog"
            aria-label={r.move(row.number)}
            title={r.move(row.number)}
            onClick={() => props.onMenu(row)}
          >
            <Icon name="dots" />
          </button>
          <span class="card-grip" aria-hidden="true" title={r.grip}>
            <Icon name="grip" />
          </span>
        </div>
      )}
    </li>
  );
}
