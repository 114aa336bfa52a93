// The list of triage: its rows, or what to do when there are none.
// Does not read anything: the page does.
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { cleared, narrows, ofTab, type TriageFilter, writeTriage } from "../../base/filters";
import { paths } from "../../base/paths";
import type { RankedRequest, Totals } from "../../base/types";
import { useFirstSteps } from "../../data/first";
import type { Paged } from "../../data/paged";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Empty, Skeleton } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { t } from "../../words/texts";
import { Move, type Moves } from "./moves";
import { RequestRow, RowHead, RowTools } from "./row";
import type { Selection } from "./selection";
import { totalOf } from "./views";

type Props = {
  project: string;
  filter: TriageFilter;
  search: string;
  open: string | null;
  list: Paged<RankedRequest>;
  totals: Totals | null;
  moves: Moves;
  cursor: Signal<string | null>;
  selection: Selection;
  dense: boolean;
  show: (item: RankedRequest) => void;
  choose: (next: TriageFilter) => void;
  onMenu: (item: RankedRequest) => void;
};

/** The rows of the view, or why there are none. */
export function List(props: Props): JSX.Element {
  const { list, project, search, selection, cursor, dense } = props;
  const allowed = may(roleIn(project), "decide");
  const state = list.state.value;
  const none = list.items.value.length === 0;
  if (state === "first")
    return (
      <div class={dense ? "pane is-dense" : "pane is-roomy"}>
        <Skeleton lines={20} row />
      </div>
    );
  if (state === "failed" && list.problem.value && none)
    return <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />;
  if (none && state === "ready") return <None {...props} />;
  const selected = selection.ids.value;
  const isGone = (item: RankedRequest) => item.id !== props.open && !list.fits(item);
  return (
    <Rows
      key={dense ? "dense" : "roomy"}
      {...{ list, cursor, dense }}
      place={`triage ${project}${search}`}
      label={t.triage.list}
      open={props.open}
      href={(item) => paths.triage(project, item.id, search)}
      onOpen={props.show}
      onClick={(item, event) => {
        if (!event.shiftKey || !allowed) return;
        event.preventDefault();
        selection.range(item.id);
      }}
      head={<RowHead dense={dense} />}
      class={(item) =>
        [selected.has(item.id) && "is-selected", isGone(item) && "is-gone"].filter(Boolean).join(" ")
      }
      row={(item, index) => (
        <RequestRow item={item} rank={index + 1}>
          <Move moves={props.moves} item={item} rank={index + 1} />
        </RequestRow>
      )}
      beside={(item, reachable) =>
        allowed && <RowTools {...{ item, reachable, selection }} onMenu={props.onMenu} />
      }
    />
  );
}

function None({ project, filter, totals, choose }: Props): JSX.Element {
  if (narrows(filter))
    return (
      <Empty icon="search" title={t.triage.none} hint={t.triage.noneHint}>
        {filter.view !== "all" && (
          <a class="button" href={paths.triage(project, null, writeTriage(ofTab(filter, "all")))}>
            {t.triage.noneAct}
          </a>
        )}
        <button type="button" class="button" onClick={() => choose(cleared(filter))}>
          {t.act.clear}
        </button>
      </Empty>
    );
  const all = totalOf(totals, "all");
  if (all === 0 || (all === null && filter.view === "all")) return <NoneYet project={project} />;
  if (filter.view !== "decide")
    return <Empty icon="triage" title={t.triage.noneHere} hint={t.triage.noneHereHint} />;
  return (
    <Empty icon="check" title={t.triage.zero} hint={t.triage.zeroHint}>
      <a class="button" href={paths.triage(project, null, writeTriage({ view: "planned" }))}>
        {t.triage.zeroAct}
      </a>
    </Empty>
  );
}

/** A project without requests; the tag is asked for only where it was not seen yet. */
function NoneYet({ project }: { project: string }): JSX.Element {
  const isSeen = useFirstSteps(project).data.value?.tag;
  if (isSeen) return <Empty icon="triage" title={t.triage.empty} hint={t.triage.emptySeen} />;
  return (
    <Empty icon="triage" title={t.triage.empty} hint={t.triage.emptyHint}>
      <a class="button is-main" href={paths.settings(project, "install")}>
        <Icon name="link" />
        {t.triage.emptyAct}
      </a>
    </Empty>
  );
}
