// The bin: what was deleted in the last thirty days, and restoring it.
// Deletes nothing.
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { BinItem } from "../../base/types";
import { asProblem } from "../../data/api";
import { bin } from "../../data/bin";
import { useLive, useSoon } from "../../data/live";
import { type Paged, usePaged } from "../../data/paged";
import { plainly } from "../../data/plain";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { b } from "../../words/bin";
import { ago, fullDay, moment, now } from "../../words/time";

/** The bin tab. */
export function Bin({ project }: { project: string }): JSX.Element {
  const list = usePaged<BinItem>(`bin ${project}`, (reading) => bin.page(project, reading));
  const soon = useSoon(list.reload, 1_000);
  useLive({ deleted: soon, restored: soon, report: soon, resync: soon });
  const items = list.items.value;
  const state = list.state.value;
  return (
    <article class="sheet-page">
      <h2 tabIndex={-1}>{b.bin.title}</h2>
      <p class="lead">{b.bin.lead}</p>
      {list.problem.value && <Trouble problem={list.problem.value} onRetry={list.retry} />}
      {state === "first" && !list.problem.value && <Skeleton lines={4} />}
      {items.length === 0 && state === "ready" && <p class="quiet">{b.bin.empty}</p>}
      {items.length > 0 && (
        <ul class="lines">
          {items.map((item) => (
            <Line key={item.id} {...{ project, item, list }} />
          ))}
        </ul>
      )}
      {!list.whole.value && items.length > 0 && (
        <div class="acts">
          <button type="button" class="button" onClick={list.more}>
            {b.bin.more}
          </button>
        </div>
      )}
    </article>
  );
}

function Line(props: { project: string; item: BinItem; list: Paged<BinItem> }): JSX.Element {
  const { project, item, list } = props;
  const from = Math.max(now.value, Date.now());
  const name = b.nameOf([item]);
  const restore = async () => {
    try {
      await bin.restore(project, item.id);
      list.drop(item.id);
      announce(b.restored(name));
      // The button is gone together with its row: the heading says where one is.
      document.querySelector<HTMLElement>(".settings-body h2")?.focus();
    } catch (cause) {
      announce(plainly(asProblem(cause)));
      void list.reload();
    }
  };
  return (
    <li class="is-two">
      <span class="headline">
        <span class="row-title">
          <span class="quiet">{b.bin.kinds[item.kind]}</span>
          <span class="num">#{item.number}</span>
          <span class="clip" dir="auto">
            {item.title}
          </span>
        </span>
        <span class="sentence">
          <span title={moment(item.deleted_at)}>
            <bdi>{b.bin.by(item.deleted_by, ago(item.deleted_at, from))}</bdi>
          </span>
          {" · "}
          <span>{b.bin.until(fullDay(item.gone_at.slice(0, 10)))}</span>
        </span>
      </span>
      <span class="gap" />
      {may(roleIn(project), "decide") && (
        <button
          type="button"
          class="button"
          aria-label={b.bin.restoreOne(name)}
          onClick={() => void restore()}
        >
          {b.bin.restore}
        </button>
      )}
    </li>
  );
}
