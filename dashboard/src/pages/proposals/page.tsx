// The proposals of a project with where they stand, and the open one beside them.
// Writes nothing but a new draft; the editor does.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { paths } from "../../base/paths";
import type { ProposalRow } from "../../base/types";
import { asProblem, type Problem } from "../../data/api";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { proposals } from "../../data/proposals";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, Empty, Skeleton, useTitle } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { Split } from "../../ui/split";
import { t } from "../../words/pages";
import { p } from "../../words/proposals";
import { dayName, moment, now } from "../../words/time";
import "../../styles/proposals.css?later";
import type { PageProps } from "../props";
import { Proposal } from "./proposal";

/** The proposals page. */
export function Proposals({ project, id }: PageProps): JSX.Element {
  const { route } = useLocation();
  const open = id ?? null;
  const problem = useSignal<Problem | null>(null);
  useTitle(p.title);
  const list = usePaged<ProposalRow>(project, (reading) => proposals.page(project, reading), open);
  const soon = useSoon(list.reload, 500);
  useLive({ proposal: soon, resync: soon });
  const add = async () => {
    problem.value = null;
    try {
      const made = await proposals.create(project, p.untitled);
      void list.reload();
      route(paths.proposals(project, made.id));
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  return (
    <Split
      open={open}
      label={t.act.details}
      onClose={() => route(paths.proposals(project))}
      head={
        <div class="list-head">
          <div class="list-title">
            <h1>{p.title}</h1>
            <span class="gap" />
            {may(roleIn(project), "decide") && (
              <button type="button" class="button is-main" onClick={() => void add()}>
                <Icon name="plus" />
                {p.add}
              </button>
            )}
          </div>
          {problem.value && <Trouble problem={problem.value} />}
        </div>
      }
      list={
        list.state.value === "first" ? (
          <Skeleton lines={8} row />
        ) : list.state.value === "failed" && list.problem.value && list.items.value.length === 0 ? (
          <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />
        ) : list.items.value.length === 0 && list.state.value === "ready" ? (
          <Empty icon="proposals" title={p.empty} hint={p.emptyHint} />
        ) : (
          <Rows
            list={list}
            place={`proposals ${project}`}
            label={p.title}
            open={open}
            href={(item) => paths.proposals(project, item.id)}
            onOpen={(item) => route(paths.proposals(project, item.id), open !== null)}
            row={(item) => <Row item={item} />}
          />
        )
      }
      detail={
        open && (
          <Proposal
            key={open}
            project={project}
            proposal={open}
            back={paths.proposals(project)}
            onChanged={() => void list.reload()}
            onGone={() => {
              void list.reload();
              route(paths.proposals(project), true);
            }}
          />
        )
      }
    />
  );
}

function Row({ item }: { item: ProposalRow }): JSX.Element {
  const public_ = item.phase === "open" || item.phase === "closed";
  const facts = [p.phases[item.phase], public_ && p.tookPart(item.turnout), item.decided && p.decided];
  const at = (public_ ? item.closes_at : item.opens_at) ?? item.created_at;
  return (
    <div class="proposal-row">
      <span class="headline">
        <span class="row-title">
          <span class="clip" dir="auto">
            {item.question}
          </span>
        </span>
        <span class="sentence clip">{facts.filter(Boolean).join(" · ")}</span>
      </span>
      <span class="at-age num">
        {Date.parse(at) > now.value ? (
          <time dateTime={at} title={moment(at)}>
            {dayName(at.slice(0, 10))}
          </time>
        ) : (
          <Age at={at} />
        )}
      </span>
    </div>
  );
}
