// Adding a voter on behalf of a person who asked in a call or a mail, with a note for the team.
// Who has voted already keeps that vote, and the form says so.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { people } from "../../data/people";
import { Field, FormProblem, Submit, useForm } from "../../ui/form";
import { type Chosen, PersonField, personIn } from "../../ui/person";
import { p } from "../../words/pane";

const v = p.voters;

/** The longest note. */
const longest = 500;

/** The form: a person first, and then a note. */
export function AddVoter(props: {
  project: string;
  request: string;
  onAdded: () => Promise<void>;
}): JSX.Element {
  const person = useSignal<Chosen | null>(null);
  const note = useSignal("");
  const form = useForm(async () => {
    const chosen = person.peek();
    if (!chosen) return;
    const noted = note.peek().trim();
    const vote = { ...personIn(chosen), ...(noted && { note: noted }) };
    const voter = await people.addVoter(props.project, props.request, vote);
    const kept = noted ? v.noNote : v.voted;
    announce((voter.kind === "on_behalf" ? v.added : kept)(chosen.name));
    person.value = null;
    note.value = "";
    await props.onAdded();
  });
  return (
    <form class="add-voter" aria-label={v.add} onSubmit={form.onSubmit}>
      <FormProblem problem={form.problem} fields={["note"]} />
      <PersonField project={props.project} label={v.add} hint={v.addHint} person={person} />
      {person.value && (
        <>
          <Field
            label={v.note}
            hint={v.noteHint}
            name="note"
            value={note}
            error={form.error("note")}
            lines={2}
            maxLength={longest}
          />
          <Submit busy={form.busy}>{v.addAct}</Submit>
        </>
      )}
    </form>
  );
}
