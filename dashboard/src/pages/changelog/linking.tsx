// The requests that a release note answers: linked by searching, shown with status and votes.
// Changes no request.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { paths } from "../../base/paths";
import type { RankedRequest, ReleaseNote } from "../../base/types";
import { asProblem, type Problem, requests } from "../../data/api";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { StatusBadge } from "../../ui/parts";
import { Picker } from "../../ui/picker";
import { g } from "../../words/changelog";
import { t } from "../../words/pages";

/** Milliseconds after which typing counts as paused. */
const pause = 150;

/** The linked requests, and a search for another. */
export function Linking(props: {
  project: string;
  note: ReleaseNote;
  writes: boolean;
  onSet: (ids: string[]) => Promise<void>;
}): JSX.Element {
  const { project, note } = props;
  const text = useSignal("");
  const found = useSignal<RankedRequest[]>([]);
  const problem = useSignal<Problem | null>(null);
  const ids = note.requests.map((one) => one.id);
  const typed = text.value.trim();
  useEffect(() => {
    if (!typed) {
      found.value = [];
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      requests.page(project, { q: typed }, { limit: 6, signal: stop.signal }).then(
        (answer) => {
          if (!stop.signal.aborted) found.value = answer.data.items;
        },
        () => undefined,
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);
  const set = async (next: string[]) => {
    problem.value = null;
    try {
      await props.onSet(next);
      text.value = "";
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  const options = found.value.filter((row) => row.status !== "merged" && !ids.includes(row.id));
  return (
    <>
      {problem.value && <Trouble problem={problem.value} />}
      <ul class="lines">
        {note.requests.map((one) => (
          <li key={one.id}>
            <a class="clip" href={paths.triage(project, one.id)}>
              <span class="num quiet">{t.number(one.number)}</span> <span dir="auto">{one.title}</span>
            </a>
            <span class="gap" />
            {!one.public && <span class="quiet">{g.private}</span>}
            {one.ships && <span class="quiet">{note.state === "published" ? g.shipped : g.ships}</span>}
            <StatusBadge status={one.status} />
            <span class="num quiet">{t.votes(one.votes)}</span>
            {props.writes && (
              <button
                type="button"
                class="button is-bare is-square"
                aria-label={g.unlink(one.title)}
                title={g.unlink(one.title)}
                onClick={() => void set(ids.filter((id) => id !== one.id))}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {props.writes && (
        <Picker
          plain
          still
          name={g.linked}
          field={g.find}
          text={text.value}
          onText={(next) => {
            text.value = next;
          }}
          empty={typed ? g.none : ""}
          options={options.map((row) => ({
            id: row.id,
            label: (
              <>
                <span class="num quiet">{t.number(row.number)}</span> {row.title}
              </>
            ),
            hint: <StatusBadge status={row.status} />,
          }))}
          onPick={(id) => void set([...ids, id])}
        />
      )}
    </>
  );
}
