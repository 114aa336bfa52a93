// The pictures of the board: its logo, and what is shown where somebody shares a page. A file is saved as soon as it is chosen.
// Changes no file: it is shown as it is.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { Items, Picture, Project } from "../../base/types";
import { asProblem, type Problem } from "../../data/api";
import { pictures } from "../../data/people";
import { useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { Trouble } from "../../ui/form";
import { t } from "../../words/pages";

const kinds: Picture["kind"][] = ["logo", "sharing"];

/** The pictures of a project's board. */
export function Pictures({ data }: { data: Project }): JSX.Element {
  const found = useResource<Items<Picture>>(`pictures ${data.id}`, () => pictures.list(data.id), 3600);
  return (
    <section class="stack" aria-labelledby="pictures">
      <h3 id="pictures">{t.board.pictures}</h3>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {kinds.map((kind) => (
        <One
          key={kind}
          data={data}
          kind={kind}
          now={found.data.value?.items.find((one) => one.kind === kind)}
          onChange={() => void found.reload()}
        />
      ))}
    </section>
  );
}

type Props = { data: Project; kind: Picture["kind"]; now: Picture | undefined; onChange: () => void };

function One({ data, kind, now, onChange }: Props): JSX.Element {
  const allowed = may(roleIn(data.id), "configure");
  const problem = useSignal<Problem | null>(null);
  const busy = useSignal(false);
  const act = async (send: () => Promise<unknown>, done: string) => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      await send();
      announce(done);
      onChange();
    } catch (cause) {
      problem.value = asProblem(cause);
    }
    busy.value = false;
  };
  const name = t.board.pictureKinds[kind];
  const id = `picture-${kind}`;
  return (
    <div class="field">
      <label for={id}>{name.label}</label>
      <p class="hint" id={`${id}-hint`}>
        {name.hint}
      </p>
      {now && data.board !== "off" && (
        <img class="picture" src={`/b/${data.slug}/picture/${kind}?v=${now.tag}`} alt={name.now} />
      )}
      {now && data.board === "off" && <p class="quiet">{name.now}</p>}
      {problem.value && <Trouble problem={problem.value} />}
      {allowed && (
        <div class="acts">
          <input
            id={id}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-describedby={`${id}-hint`}
            disabled={busy.value}
            onChange={(event) => {
              const input = event.currentTarget;
              const [file] = input.files ?? [];
              if (file) void act(() => pictures.put(data.id, kind, file), t.board.pictureSaved);
              input.value = "";
            }}
          />
          {now && (
            <button
              type="button"
              class="button"
              disabled={busy.value}
              onClick={() => void act(() => pictures.drop(data.id, kind), t.board.pictureRemoved)}
            >
              {name.remove}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
