// The request that a report is linked to: find one, create one, or remove the link.
// Does not choose by itself: similar requests are offered, a person chooses.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { paths } from "../../base/paths";
import type { RankedRequest, ReportDetail } from "../../base/types";
import { asProblem, facts, type Problem, requests } from "../../data/api";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { StatusIcon } from "../../ui/icon";
import { lazy } from "../../ui/lazy";
import { SearchBox } from "../../ui/search";
import { t } from "../../words/pages";

const Create = lazy(() => import("../../ui/create").then((m) => m.Create), "over");

/** The request that a report is linked to, and the ways to change it. */
export function Linking(props: {
  project: string;
  detail: ReportDetail;
  /** Reads the report again. */
  onChanged: () => Promise<void>;
}): JSX.Element {
  const { project, detail, onChanged } = props;
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const changed = useSignal(false);
  const creates = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  const allowed = may(roleIn(project), "decide");
  // The last attempt that got no response; it may have been done.
  const lastAttempt = useRef<string | null>(null);
  const run = async (
    name: string,
    act: () => Promise<unknown>,
    said: string,
    done: (request: ReportDetail["request"]) => boolean,
  ) => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    changed.value = false;
    try {
      // A link that somebody else has just created or removed is shown, not replaced.
      const now = await facts.report(project, detail.id);
      const ours = lastAttempt.current === name && done(now.data.request);
      changed.value = !ours && now.data.request?.id !== detail.request?.id;
      if (!changed.value) {
        lastAttempt.current = name;
        if (!ours) await act();
        announce(said);
      }
      lastAttempt.current = null;
      await onChanged();
      // The pressed button was removed: the focus goes to what replaced it.
      requestAnimationFrame(() =>
        place.current?.querySelector<HTMLElement>("a[href], input, button")?.focus(),
      );
    } catch (cause) {
      problem.value = asProblem(cause);
    } finally {
      busy.value = false;
    }
  };
  if (detail.request) {
    const { request } = detail;
    return (
      <div class="linked" ref={place}>
        {changed.value && <ChangedNotice />}
        {problem.value && <Trouble problem={problem.value} />}
        <p>
          {t.reports.linkedTo}{" "}
          <a href={paths.triage(project, request.id)}>
            <span class="num">{t.number(request.number)}</span> <span dir="auto">{request.title}</span>
          </a>
        </p>
        {allowed && (
          <button
            type="button"
            class="button"
            onClick={() =>
              void run(
                "unlink",
                () => requests.unlink(project, request.id, detail.id),
                t.detail.unlinked,
                (now) => !now,
              )
            }
          >
            {t.reports.unlink}
          </button>
        )}
      </div>
    );
  }
  if (!allowed) return <p class="quiet">{t.reports.unlinked}</p>;
  return (
    <div class="linking" ref={place}>
      {changed.value && <ChangedNotice />}
      {problem.value && <Trouble problem={problem.value} />}
      <Finder
        project={project}
        onPick={(item) =>
          void run(
            `link ${item.id}`,
            () => requests.link(project, item.id, detail.id),
            t.reports.linkedDone,
            (now) => now?.id === item.id,
          )
        }
      />
      <button
        type="button"
        class="button is-main"
        onClick={() => {
          creates.value = true;
        }}
      >
        {t.reports.turn}
      </button>
      {creates.value && (
        <Create
          project={project}
          report={detail}
          onDone={() => void onChanged()}
          onClose={() => {
            creates.value = false;
          }}
        />
      )}
    </div>
  );
}

function ChangedNotice(): JSX.Element {
  return (
    <p class="notice" role="alert">
      {t.conflict.title(undefined)}
    </p>
  );
}

function Finder({
  project,
  onPick,
}: {
  project: string;
  onPick: (item: RankedRequest) => void;
}): JSX.Element {
  const text = useSignal("");
  const found = useSignal<RankedRequest[] | null>(null);
  useEffect(() => {
    const wanted = text.value.trim();
    if (!wanted) {
      found.value = null;
      return;
    }
    const stop = new AbortController();
    requests.page(project, { q: wanted, order: "hot" }, { limit: 6, signal: stop.signal }).then(
      (answer) => {
        if (!stop.signal.aborted) found.value = answer.data.items.filter((item) => item.status !== "merged");
      },
      () => undefined,
    );
    return () => stop.abort();
  }, [text.value]);
  return (
    <div class="finder">
      <SearchBox
        label={t.reports.linkSearch}
        value={text.value}
        plain
        onChange={(next) => {
          text.value = next;
        }}
      />
      <div role="status">
        {found.value?.length === 0 && <p class="quiet">{t.reports.noMatch}</p>}
        {found.value && found.value.length > 0 && (
          <ul class="lines">
            {found.value.map((item) => (
              <li key={item.id}>
                <button
                  type="button"
                  class="menu-item"
                  aria-label={t.reports.linkAct(`${t.number(item.number)} ${item.title}`)}
                  onClick={() => onPick(item)}
                >
                  <span class="clip">
                    <StatusIcon status={item.status} />
                    <span class="num quiet">{t.number(item.number)}</span>{" "}
                    <span dir="auto">{item.title}</span>
                  </span>
                  <span class="num quiet">{t.votes(item.votes)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
