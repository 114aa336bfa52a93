// The result of a closed proposal, as bars in a table, and the decision that was taken.
// Counts nothing: the server did, once.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Proposal, ProposalResult } from "../../base/types";
import { Field, FormProblem, Submit, useForm } from "../../ui/form";
import { Age, Part } from "../../ui/parts";
import { Said } from "../../ui/said";
import { p } from "../../words/proposals";

/** The result. */
export function Result({ proposal, result }: { proposal: Proposal; result: ProposalResult }): JSX.Element {
  const { counts, winners, ballots } = result;
  const all = Math.max(ballots, 1);
  const ranked = proposal.method === "ranked";
  return (
    <Part title={p.result}>
      <table class="ballots">
        <thead>
          <tr>
            <th scope="col">{p.option}</th>
            <th scope="col" class="num">
              {ranked ? p.firstChoices : p.chosenBy}
            </th>
            <th scope="col" class="num">
              {p.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {proposal.options.map((option, at) => (
            <tr key={option} class={winners.includes(at) ? "is-won" : ""}>
              <th scope="row">
                <span dir="auto">{option}</span>
                {winners.includes(at) && <b>{winners.length > 1 ? p.tied : p.won}</b>}
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="track" width="100" height="4" />
                  <rect class="part" width={((counts[at] ?? 0) / all) * 100} height="4" />
                </svg>
              </th>
              <td class="num">{counts[at]}</td>
              <td class="num">{Math.round(((counts[at] ?? 0) / all) * 100)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
      {result.rounds.length > 1 && <Rounds proposal={proposal} result={result} />}
      <p class="facts">
        <span>{ballots === 0 ? p.nobody : p.tookPart(ballots)}</span>
        {result.quorum > 0 && (
          <span>{result.quorum_reached ? p.reached(result.quorum) : p.missed(result.quorum)}</span>
        )}
        {ballots > 0 && <span>{p.dissent(result.dissent, ballots)}</span>}
      </p>
    </Part>
  );
}

function Rounds({ proposal, result }: { proposal: Proposal; result: ProposalResult }): JSX.Element {
  const { rounds } = result;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section class="ballots-rounds" aria-label={p.rounds} tabIndex={0}>
      <table class="ballots">
        <caption>{p.rounds}</caption>
        <thead>
          <tr>
            <th scope="col">{p.option}</th>
            {rounds.map((_, at) => (
              <th key={p.round(at)} scope="col" class="num">
                {p.round(at + 1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {proposal.options.map((option, at) => (
            <tr key={option}>
              <th scope="row" dir="auto">
                {option}
              </th>
              {rounds.map((round, n) => (
                <td key={p.round(n)} class="num">
                  {round.counts[at] ?? p.out}
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{p.exhausted}</th>
            {rounds.map((round, n) => (
              <td key={p.round(n)} class="num">
                {round.exhausted}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** The decision that was taken, and the form for it. */
export function Outcome(props: {
  detail: Proposal;
  writes: boolean;
  onRecord: (text: string) => Promise<void>;
}): JSX.Element {
  const { detail } = props;
  const text = useSignal(detail.outcome ?? "");
  const form = useForm(() => props.onRecord(text.peek()));
  return (
    <Part title={p.outcome}>
      {detail.outcome_content.length > 0 && <Said parts={detail.outcome_content} />}
      {detail.outcome_at && (
        <p class="facts">
          {detail.outcome_by && <span>{p.by(detail.outcome_by)}</span>}
          <Age at={detail.outcome_at} />
        </p>
      )}
      {props.writes && (
        <form class="editor" aria-label={p.outcome} onSubmit={form.onSubmit}>
          <FormProblem problem={form.problem} fields={["text"]} />
          <Field
            label={p.record}
            hint={p.outcomeHint}
            name="text"
            value={text}
            error={form.error("text")}
            lines={4}
            required
            maxLength={10000}
          />
          <div class="acts">
            <Submit busy={form.busy} second>
              {p.save}
            </Submit>
          </div>
        </form>
      )}
    </Part>
  );
}
