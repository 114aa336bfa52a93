// How the team decides: whether a decision needs a message, the prepared messages, and the language of requests.
// Decides nothing about requests.
import type { JSX } from "preact";
import type { Language, Project } from "../../base/types";
import { projects } from "../../data/api";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Check, Choice, Trouble } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { r } from "../../words/rules";
import { useChosen } from "./chosen";
import { Templates } from "./templates";

const languages: Language[] = ["en", "de", "es", "fr", "pt"];

/** The decisions tab. */
export function DecisionRules({ project }: { project: string }): JSX.Element {
  const found = useResource<Project>(`project ${project}`, () => projects.one(project), 3600);
  const data = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{r.title}</h2>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {data ? <Rules data={data} onSaved={found.put} /> : !found.problem.value && <Skeleton lines={4} />}
      <Templates project={project} />
    </article>
  );
}

/** Two settings, each saved as soon as it is changed. */
function Rules(props: {
  data: Project;
  onSaved: (answer: { data: Project; etag: null }) => void;
}): JSX.Element {
  const allowed = may(roleIn(props.data.id), "configure");
  const { data, problem, save } = useChosen(props.data, r.saved, props.onSaved);
  return (
    <section class="stack">
      {!allowed && <p class="notice">{t.settings.readOnly}</p>}
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
