// The overview: what needs a decision today, what is hot and rises, what waits longest, and the last weeks in numbers.
// Decides nothing: each entry leads to the page where that is done.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import { isEmpty } from "../../base/overview";
import { paths } from "../../base/paths";
import type { Overview as Found } from "../../base/types";
import { useOverview } from "../../data/overview";
import { session } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Empty, Skeleton, useTitle } from "../../ui/parts";
import { o } from "../../words/overview";
import { fullDay, moment, now } from "../../words/time";
import type { PageProps } from "../props";
import { Answers, Times, Weeks } from "./figures";
import { Decide, Hot, Waiting } from "./lists";
import "../../styles/overview.css?later";

/** The overview of a project. */
export function Overview({ project }: PageProps): JSX.Element {
  useTitle(o.title);
  const found = useOverview(project);
  const heading = useRef<HTMLHeadingElement>(null);
  const all = found.all.value;
  const show = () => {
    found.show();
    announce(o.shown);
    // The button was removed; the focus goes to where the page begins.
    heading.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard
    <section class="scroll overview" tabIndex={0} aria-label={o.title}>
      <div class="overview-page">
        <Printed project={project} />
        <header class="overview-head">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {o.title}
            </h1>
            <p class="quiet">{all ? o.today(fullDay(all.day)) : " "}</p>
          </div>
          <span role="status" class="fresh">
            {found.fresh.value && (
              <button type="button" class="chip" title={o.freshHint} onClick={show}>
                <Icon name="up" />
                {o.fresh}
              </button>
            )}
          </span>
          {all && !isEmpty(all) && (
            <button type="button" class="button" onClick={() => print()}>
              {o.print}
            </button>
          )}
        </header>
        {found.problem.value && !all && (
          <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />
        )}
        {all ? <Body project={project} all={all} /> : !found.problem.value && <Bones />}
      </div>
    </section>
  );
}

function Body({ project, all }: { project: string; all: Found }): JSX.Element {
  if (isEmpty(all)) {
    return (
      <Empty icon="overview" title={o.empty} hint={o.emptyHint}>
        <a class="button is-main" href={paths.settings(project, "install")}>
          {o.emptyAct}
        </a>
      </Empty>
    );
  }
  return (
    <>
      <Decide project={project} all={all.decide} />
      <Hot project={project} all={all} />
      <Waiting project={project} rows={all.waiting} />
      <Times project={project} all={all} />
      <Answers project={project} answers={all.answers} />
      <Weeks weeks={all.weeks} />
    </>
  );
}

/** On paper: whose page it is, and when it was true. */
function Printed({ project }: { project: string }): JSX.Element {
  const name = session.value?.projects.find((one) => one.id === project)?.name ?? "";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <p class="overview-printed" dir="auto">
      {o.printed(name, moment(new Date(Math.max(now.value, Date.now())).toISOString()), zone)}
    </p>
  );
}

/** Lines where the sections will be, each as high as a usual one. */
function Bones(): JSX.Element {
  return (
    <div class="overview-bones" aria-busy="true">
      {[8, 7, 6, 5].map((lines) => (
        <Skeleton key={lines} lines={lines} />
      ))}
    </div>
  );
}
