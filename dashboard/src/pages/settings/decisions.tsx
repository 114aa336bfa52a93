// How the team decides: whether a decision needs a message, the prepared messages, and the language of requests.
// Decides nothing about requests.
import type { JSX } from "preact";
import type { Language, Project } from "../../base/types";
import { Check, Choice, Trouble } from "../../ui/form";
import { r } from "../../words/rules";
import { useChosen } from "./chosen";
import { Frame } from "./frame";
import { Templates } from "./templates";

const languages: Language[] = ["en", "de", "es", "fr", "pt"];

/** The decisions tab. */
export function DecisionRules({ project }: { project: string }): JSX.Element {
  return (
    <Frame project={project} title={r.title} after={<Templates project={project} />}>
      {({ found, data, allowed }) => <Rules data={data} allowed={allowed} onSaved={found.put} />}
    </Frame>
  );
}

/** Two settings, each saved as soon as it is changed. */
function Rules(props: {
  data: Project;
  allowed: boolean;
  onSaved: (answer: { data: Project; etag: null }) => void;
}): JSX.Element {
  const { allowed } = props;
  const { data, problem, save } = useChosen(props.data, r.saved, props.onSaved);
  return (
    <section class="stack">
      {problem.value && <Trouble problem={problem.value} />}
      <Check
        label={r.required}
        hint={r.requiredHint}
        name="message_required"
        checked={data.message_required ?? true}
        disabled={!allowed}
        onChange={(message_required) => save({ message_required })}
      />
      <div class="field">
        <Choice
          label={r.language}
          name="language"
          value={data.language ?? ""}
          disabled={!allowed}
          options={[
            { value: "", label: r.several },
            ...languages.map((language) => ({ value: language, label: r.languages[language] })),
          ]}
          onChange={(language) => save({ language: (language || null) as Language | null })}
        />
        <p class="hint">{r.languageHint}</p>
      </div>
    </section>
  );
}
