// What a visitor reads of a request once a decision is published, as the widget shows it: no more and no less.
// Evidence, alternatives and conditions are not in it, because the widget does not show them.
import type { JSX } from "preact";
import type { RequestDetail, Status } from "../base/types";
import { d } from "../words/decide";
import { t } from "../words/pages";
import { StatusBadge } from "./parts";

const date = new Intl.DateTimeFormat(d.locale, { day: "numeric", month: "short", year: "numeric" });

/** The preview of a decision. */
export function Preview(props: {
  name: string;
  detail: RequestDetail;
  decision: { status: Status; message?: string | null };
}): JSX.Element {
  const { name, detail, decision } = props;
  return (
    <section class="preview" aria-label={name}>
      <h4>{name}</h4>
      <p class="preview-title" dir="auto">
        {detail.title}
      </p>
      <p class="facts">
        <StatusBadge status={decision.status} />
        {detail.kind === "problem" && <span>{t.kind("problem")}</span>}
      </p>
      {detail.body && (
        <p class="prose preview-body" dir="auto">
          {detail.body}
        </p>
      )}
      {decision.message ? (
        <blockquote class="preview-decision">
          <p class="quiet">
            {d.decided}, {date.format(new Date())}
          </p>
          <p class="prose" dir="auto">
            {decision.message}
          </p>
        </blockquote>
      ) : (
        <p class="quiet">{d.noMessage}</p>
      )}
    </section>
  );
}
