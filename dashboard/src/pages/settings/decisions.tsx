// How the team decides: whether a decision needs a message, the prepared messages, and the language of requests.
// Decides nothing about requests.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Language, Project } from "../../base/types";
import { asProblem, type Problem, projects } from "../../data/api";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Check, Choice, Trouble } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { r } from "../../words/rules";
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

type Patch = { message_required?: boolean; language?: Language | null };

/** Two settings, each saved as soon as it is changed, and shown as chosen unless the server refuses it. */
function Rules(props: {
  data: Project;
  onSaved: (answer: { data: Project; etag: null }) => void;
}): JSX.Element {
  const allowed = may(roleIn(props.data.id), "configure");
  const problem = useSignal<Problem | null>(null);
  const chosen = useSignal<Patch>({});
  // One after the other: the last choice must be the last one that the server gets.
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  const send = async (patch: Patch) => {
    try {
      props.onSaved({ data: await projects.patch(props.data.id, patch), etag: null });
      announce(r.saved);
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  const save = (patch: Patch) => {
    const all = { ...chosen.peek(), ...patch };
    problem.value = null;
    chosen.value = all;
    sent.current = sent.current
      .then(() => send(patch))
      .then(() => {
        if (chosen.peek() === all) chosen.value = {};
      });
  };
  const data = { ...props.data, ...chosen.value };
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
