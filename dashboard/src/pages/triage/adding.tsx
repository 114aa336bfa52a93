// Adding a voter on behalf of a person who asked in a call or a mail.
// Who has voted already keeps that vote, and the form says so.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { people } from "../../data/people";
import { FormProblem, Submit, useForm } from "../../ui/form";
import { type Chosen, PersonField, personIn } from "../../ui/person";
import { p } from "../../words/pane";

const v = p.voters;

/** The form of one field. */
export function AddVoter(props: {
  project: string;
  request: string;
  onAdded: () => Promise<void>;
}): JSX.Element {
  const person = useSignal<Chosen | null>(null);
  const form = useForm(async () => {
    const chosen = person.peek();
    if (!chosen) return;
    const voter = await people.addVoter(props.project, props.request, personIn(chosen));
    announce(voter.kind === "on_behalf" ? v.added(chosen.name) : v.voted(chosen.name));
    person.value = null;
    await props.onAdded();
  });
  return (
    <form class="add-voter" aria-label={v.add} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} />
      <PersonField project={props.project} label={v.add} hint={v.addHint} person={person} />
      {person.value && <Submit busy={form.busy}>{v.addAct}</Submit>}
    </form>
  );
}
