// One proposal: where it stands, what it asks, what came of it, and what may be done with it.
// Shows no result before the end: the server tells none.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Proposal as Found } from "../../base/types";
import { forget } from "../../data/drafts";
import { useLive } from "../../data/live";
import { type ProposalAct, proposals } from "../../data/proposals";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, Part, Skeleton } from "../../ui/parts";
import { p } from "../../words/proposals";
import { moment } from "../../words/time";
import { Editor, keptAs } from "./editor";
import { Linking } from "./linking";
import { Outcome, Result } from "./result";

type Props = { project: string; proposal: string; back: string; onChanged: () => void; onGone: () => void };

/** The longest time that a browser's timer takes, in milliseconds. */
const longest = 2 ** 31 - 1;

/** The open proposal. */
export function Proposal(props: Props): JSX.Element {
  const { project, proposal } = props;
  const found = useResource<Found>(proposal, () => proposals.one(project, proposal), "stream");
  useLive({
    proposal: (event) => {
      if (event.proposals.includes(proposal)) void found.reload();
    },
    resync: () => void found.reload(),
  });
  const detail = found.data.value;
  // It opens and closes by the clock, which sends no event.
  const next = detail?.phase === "upcoming" ? detail.opens_at : detail?.phase === "open" && detail.closes_at;
  useEffect(() => {
    if (!next) return;
    const wait = Math.max(Date.parse(next) - Date.now(), 0) + 500;
    if (wait > longest) return;
    const timer = setTimeout(() => {
      void found.reload();
      props.onChanged();
    }, wait);
    return () => clearTimeout(timer);
  }, [next]);
  return (
    <article class="detail">
      <div class="detail-bar">
        <a class="button is-bare" href={props.back}>
          <Icon name="back" />
          {p.back}
        </a>
      </div>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {detail ? (
        <Whole {...props} detail={detail} found={found} />
      ) : (
        !found.problem.value && <Skeleton lines={10} />
      )}
    </article>
  );
}

/** When it was closed or begun; before that, when it closes or opens. */
function Change({ detail }: { detail: Found }): JSX.Element {
  const { phase, opens_at, closes_at } = detail;
  if (phase === "upcoming" && opens_at) return <time dateTime={opens_at}>{p.opensAt(moment(opens_at))}</time>;
  if (phase === "open" && closes_at) return <time dateTime={closes_at}>{p.closesAt(moment(closes_at))}</time>;
  return <Age at={(phase === "closed" && closes_at) || detail.created_at} long />;
}

function Whole(props: Props & { detail: Found; found: Resource<Found> }): JSX.Element {
  const { project, detail, found } = props;
  const writes = may(roleIn(project), "decide");
  const asking = useSignal<"publish" | "end" | "remove" | null>(null);
  const etag = () => found.etag.peek() ?? "";
  const act = async (name: ProposalAct, done: string) => {
    found.put(await proposals.act(project, detail.id, etag(), name));
    announce(done);
    props.onChanged();
  };
  const back = useForm(() => act("unpublish", p.unpublished));
  const close = () => {
    asking.value = null;
  };
  const ask = (what: "publish" | "end" | "remove") => () => {
    asking.value = what;
  };
  const { phase } = detail;
  const mayTakeBack = phase === "upcoming" || (phase === "open" && detail.turnout === 0);
  return (
    <>
      <header class="detail-head">
        <p class="facts">
          <span class={`proposal-phase is-${phase}`}>{p.phases[phase]}</span>
          <Change detail={detail} />
          {(phase === "open" || phase === "closed") && <span>{p.tookPart(detail.turnout)}</span>}
          {phase === "open" && detail.quorum > 0 && <span>{p.ofQuorum(detail.quorum)}</span>}
        </p>
        <h2 dir="auto">{detail.question}</h2>
        {phase === "open" && <p class="quiet">{p.hidden}</p>}
      </header>
      {detail.result && <Result proposal={detail} result={detail.result} />}
      {phase === "closed" && (
        <Outcome
          detail={detail}
          writes={writes}
          onRecord={async (text) => {
            found.put(await proposals.record(project, detail.id, etag(), text));
            announce(p.recorded);
            props.onChanged();
          }}
        />
      )}
      <Editor project={project} detail={detail} found={found} writes={writes} onChanged={props.onChanged} />
      <Part title={p.request}>
        <Linking
          project={project}
          request={detail.request ?? null}
          writes={writes && (phase === "draft" || phase === "upcoming")}
          onSet={async (request) => {
            found.put(await proposals.patch(project, detail.id, etag(), { request }));
            props.onChanged();
          }}
        />
      </Part>
      {writes && phase !== "closed" && (
        <form class="acts" onSubmit={back.onSubmit}>
          {back.problem && <Trouble problem={back.problem} />}
          {phase === "draft" && (
            <button type="button" class="button is-main" onClick={ask("publish")}>
              {p.publish}
            </button>
          )}
          {phase === "open" && (
            <button type="button" class="button" onClick={ask("end")}>
              {p.end}
            </button>
          )}
          {mayTakeBack && (
            <Submit busy={back.busy} second>
              {p.unpublish}
            </Submit>
          )}
          {phase === "draft" && (
            <button type="button" class="button is-loss-quiet" onClick={ask("remove")}>
              {p.remove}
            </button>
          )}
        </form>
      )}
      {asking.value === "publish" && (
        <Confirm
          title={p.publishTitle}
          text={p.publishText}
          act={p.publishAct}
          onConfirm={() => act("publish", p.published)}
          onClose={close}
        />
      )}
      {asking.value === "end" && (
        <Confirm
          title={p.endTitle}
          text={p.endText}
          act={p.endAct}
          onConfirm={() => act("end", p.ended)}
          onClose={close}
        />
      )}
      {asking.value === "remove" && (
        <Confirm
          title={p.removeTitle}
          text={p.removeText}
          act={p.remove}
          onConfirm={async () => {
            await proposals.remove(project, detail.id, etag());
            forget(keptAs(detail.id));
            announce(p.removed);
            props.onGone();
          }}
          onClose={close}
        />
      )}
    </>
  );
}
