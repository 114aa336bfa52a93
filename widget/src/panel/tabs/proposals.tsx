// The questions of the team that concern this screen: the form while one is open, and what came of those that the visitor took part in.
// Shows no result before the end: the server tells none.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Words } from "../../locales/en";
import { Alert } from "../parts/form";
import { useSession } from "../parts/parts";
import { Said } from "../parts/text";
import type { Session } from "../state/session";
import type { BallotOut, Proposal, ProposalPage } from "../state/wire";

export { css } from "../proposals.css";

/** Has the tab draw the proposals. */
export function listen(session: Session): void {
  session.Asked = Proposals;
  session.changed();
}

/** The proposals of the current screen. What could not be read is not missed: the tab goes on below. */
function Proposals() {
  const { who, place, core, made } = useSession();
  const { token } = core.memory();
  const [found, set] = useState<Proposal[]>([]);
  useEffect(() => {
    let gone = false;
    const query = { screen: place.route };
    who.send<ProposalPage>({ method: "GET", path: "/proposals", query }).then(
      ({ items }) => gone || set(items),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [place.route, token, made]);
  return (
    <>
      {found.map((proposal) => (
        <Card key={proposal.id} proposal={proposal} />
      ))}
    </>
  );
}

function Card({ proposal: first }: { proposal: Proposal }) {
  const { say, core } = useSession();
  const [taken, take] = useState<BallotOut>();
  const id = useId();
  const proposal = taken ? { ...first, ...taken } : first;
  const { question, context, phase, turnout, closes_at: closes, quorum } = proposal;
  const open = phase === "open";
  // What the visitor does with it afterwards stays.
  const [shown] = useState(open && !first.ballot);
  const at =
    closes &&
    new Intl.DateTimeFormat(core.locale(), { dateStyle: "medium", timeStyle: "short" }).format(
      new Date(closes),
    );
  return (
    <details class="proposal" open={shown}>
      <summary>
        <span class="faint">{say(open ? "proposalOpen" : "proposalClosed")}</span>
        <span class="proposal-question" id={id} dir="auto">
          {question}
        </span>
      </summary>
      {context.length > 0 && (
        <div class="prose">
          <Said nodes={context} />
        </div>
      )}
      {open && first.may_take_part ? (
        <Ballot proposal={proposal} labelled={id} onTake={take} />
      ) : (
        !proposal.result && (
          <>
            <ol>
              {proposal.options.map((option) => (
                <li key={option} dir="auto">
                  {option}
                </li>
              ))}
            </ol>
            <p class="faint">{say(`proposalWho_${proposal.who}` as keyof Words)}</p>
          </>
        )
      )}
      {proposal.result && <Result proposal={proposal} />}
      <p class="faint">
        {say("proposalTurnout", { n: turnout })}
        {open && quorum > 0 && ` ${say("proposalQuorum", { n: quorum })}`}
        {at && ` ${say(open ? "proposalUntil" : "proposalEnded", { date: at })}`}
      </p>
    </details>
  );
}

type BallotProps = { proposal: Proposal; labelled: string; onTake: (taken: BallotOut) => void };

/** The choices. Ranked ones are in the order in which they were chosen. */
function Ballot({ proposal, labelled, onTake }: BallotProps) {
  const session = useSession();
  const { say, who } = session;
  const { id, options, method, ballot } = proposal;
  const [choices, choose] = useState<number[]>(ballot ?? []);
  const [busy, wait] = useState(false);
  const [failed, fail] = useState("");
  const [done, finish] = useState(!!ballot);
  const name = useId();
  const single = method === "single";
  const latest = useRef(choices);
  latest.current = choices;
  function toggle(at: number, on: boolean) {
    finish(false);
    if (single) choose([at]);
    else choose(on ? [...choices, at] : choices.filter((one) => one !== at));
  }
  async function send(event: Event) {
    event.preventDefault();
    if (busy) return;
    if (!choices.length) return fail(say("proposalChoose"));
    wait(true);
    fail("");
    const person = who.person();
    try {
      const path = `/proposals/${id}/ballot`;
      const out = await who.send<BallotOut>({ method: "PUT", path, body: { choices } });
      if (person !== who.person()) return;
      onTake(out);
      // Another choice that was made meanwhile is not sent yet.
      if (latest.current !== choices) return;
      finish(true);
      session.announce(say("proposalSent"));
    } catch (error) {
      if (person === who.person()) fail(session.why(error));
    } finally {
      wait(false);
    }
  }
  return (
    <form class="ballot" aria-labelledby={labelled} onSubmit={send}>
      <p class="faint" id={`${name}-how`}>
        {say(`proposalHow_${method}` as keyof Words)}
      </p>
      {options.map((option, at) => {
        const place = choices.indexOf(at);
        return (
          <label key={option}>
            <input
              type={single ? "radio" : "checkbox"}
              name={name}
              checked={place >= 0}
              aria-describedby={`${name}-how`}
              onChange={(event) => toggle(at, event.currentTarget.checked)}
            />
            <span dir="auto">{option}</span>
            {method === "ranked" && place >= 0 && <b>{say("proposalPlace", { n: place + 1 })}</b>}
          </label>
        );
      })}
      {failed && <Alert text={failed} />}
      {done ? (
        <p class="faint">{say("proposalSent")}</p>
      ) : (
        <button type="submit" class="first" aria-disabled={busy}>
          {say(busy ? "sending" : ballot ? "proposalChange" : "proposalSend")}
        </button>
      )}
    </form>
  );
}

function Result({ proposal }: { proposal: Proposal }) {
  const { say } = useSession();
  const { result, options, outcome, ballot } = proposal;
  if (!result) return null;
  const all = Math.max(result.ballots, 1);
  return (
    <>
      <ul class="proposal-bars">
        {options.map((option, at) => (
          <li key={option} class={result.winners.includes(at) ? "won" : ""}>
            <span dir="auto">{option}</span>
            {ballot?.includes(at) && <span class="faint"> {say("proposalYours")}</span>}
            <b>{result.counts[at]}</b>
            <svg viewBox={`0 0 ${all} 1`} preserveAspectRatio="none" aria-hidden="true">
              <rect width={result.counts[at]} height="1" />
            </svg>
          </li>
        ))}
      </ul>
      {outcome.length > 0 && (
        <blockquote>
          <p class="faint">{say("proposalDecided")}</p>
          <Said nodes={outcome} />
        </blockquote>
      )}
    </>
  );
}
