// The request that a proposal is about: linked by searching.
// Changes no request.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { paths } from "../../base/paths";
import type { ProposalRequest, RankedRequest } from "../../base/types";
import { asProblem, type Problem, requests } from "../../data/api";
import { Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { StatusBadge } from "../../ui/parts";
import { Picker } from "../../ui/picker";
import { t } from "../../words/pages";
import { p } from "../../words/proposals";

/** Milliseconds after which typing counts as paused. */
const pause = 150;

/** The linked request, and a search for another. */
export function Linking(props: {
  project: string;
  request: ProposalRequest | null;
  writes: boolean;
  onSet: (id: string | null) => Promise<void>;
}): JSX.Element {
  const { project, request } = props;
  const text = useSignal("");
  const found = useSignal<RankedRequest[]>([]);
  const problem = useSignal<Problem | null>(null);
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
  const set = async (next: string | null) => {
    problem.value = null;
    try {
      await props.onSet(next);
      text.value = "";
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  const options = found.value.filter((row) => row.status !== "merged" && row.id !== request?.id);
  return (
    <>
      {problem.value && <Trouble problem={problem.value} />}
      {request ? (
        <ul class="lines">
          <li>
            <a class="clip" href={paths.triage(project, request.id)}>
              <span class="num quiet">{t.number(request.number)}</span>{" "}
              <span dir="auto">{request.title}</span>
            </a>
            <span class="gap" />
            {!request.public && <span class="quiet">{p.private}</span>}
            <StatusBadge status={request.status} />
            {props.writes && (
              <button
                type="button"
                class="button is-bare is-square"
                aria-label={p.unlink(request.title)}
                title={p.unlink(request.title)}
                onClick={() => void set(null)}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        </ul>
      ) : (
        <p class="quiet">{p.noRequest}</p>
      )}
      {props.writes && (
        <Picker
          plain
          still
          name={p.request}
          field={p.find}
          text={text.value}
          onText={(next) => {
            text.value = next;
          }}
          empty={typed ? p.none : ""}
          options={options.map((row) => ({
            id: row.id,
            label: (
              <>
                <span class="num quiet">{t.number(row.number)}</span> {row.title}
              </>
            ),
            hint: <StatusBadge status={row.status} />,
          }))}
          onPick={(id) => void set(id)}
        />
      )}
    </>
  );
}
