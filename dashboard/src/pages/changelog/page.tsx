// The changelog: the release notes of a project with their states, and the open one beside them.
// Writes nothing but a new draft; the editor does.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { search } from "../../base/filters";
import { paths } from "../../base/paths";
import type { NoteState, ReleaseNoteRow } from "../../base/types";
import { asProblem, type Problem } from "../../data/api";
import { changelog } from "../../data/changelog";
import { useLive, useSoon } from "../../data/live";
import { usePaged } from "../../data/paged";
import { may, roleIn } from "../../data/session";
import { Choice, Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { Age, Empty, Skeleton, useTitle } from "../../ui/parts";
import { Rows } from "../../ui/rows";
import { Split } from "../../ui/split";
import { g } from "../../words/changelog";
import { t } from "../../words/pages";
import "../../styles/changelog.css?later";
import type { PageProps } from "../props";
import { Note } from "./editor";
import { Importing } from "./importing";

const states: NoteState[] = ["draft", "scheduled", "published"];

/** The changelog page. */
export function Changelog({ project, id }: PageProps): JSX.Element {
  const { query, route } = useLocation();
  const state = states.find((one) => one === query.state);
  const tail = search({ state: state ?? "" });
  const open = id ?? null;
  const importing = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  useTitle(g.title);
  const list = usePaged<ReleaseNoteRow>(
    `${project}${tail}`,
    (reading) => changelog.page(project, { state }, reading),
    open,
  );
  const soon = useSoon(list.reload, 500);
  useLive({ release_note: soon, resync: soon });
  const writes = may(roleIn(project), "decide");
  const add = async () => {
    problem.value = null;
    try {
      const made = await changelog.create(project, g.untitled);
      void list.reload();
      route(paths.changelog(project, made.id, tail));
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  return (
    <>
      <Split
        open={open}
        label={t.act.details}
        onClose={() => route(paths.changelog(project, null, tail))}
        head={
          <div class="list-head">
            <div class="list-title">
              <h1>{g.title}</h1>
              <span class="gap" />
              {writes && (
                <button type="button" class="button is-main" onClick={() => void add()}>
                  <Icon name="plus" />
                  {g.add}
                </button>
              )}
            </div>
            <div class="filters is-notes">
              <Choice
                label={g.filter}
                name="state"
                hideLabel
                value={state ?? ""}
                options={[
                  { value: "", label: g.all },
                  ...states.map((one) => ({ value: one, label: g.states[one] })),
                ]}
                onChange={(next) => route(paths.changelog(project, open, search({ state: next })), true)}
              />
              <span class="gap" />
              {may(roleIn(project), "configure") && (
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    importing.value = true;
                  }}
                >
                  {g.import}
                </button>
              )}
              <a class="button" href={changelog.file(project)} download="CHANGELOG.md">
                {g.export}
              </a>
            </div>
            {problem.value && <Trouble problem={problem.value} />}
          </div>
        }
        list={
          list.state.value === "first" ? (
            <Skeleton lines={8} row />
          ) : list.state.value === "failed" && list.problem.value && list.items.value.length === 0 ? (
            <Trouble problem={list.problem.value} onRetry={() => void list.reload()} />
          ) : list.items.value.length === 0 && list.state.value === "ready" ? (
            <Empty icon="changelog" title={g.empty} hint={g.emptyHint} />
          ) : (
            <Rows
              list={list}
              place={`changelog ${project}${tail}`}
              label={g.title}
              open={open}
              href={(item) => paths.changelog(project, item.id, tail)}
              onOpen={(item) => route(paths.changelog(project, item.id, tail), open !== null)}
              row={(item) => <Row item={item} />}
            />
          )
        }
        detail={
          open && (
            <Note
              key={open}
              project={project}
              note={open}
              back={paths.changelog(project, null, tail)}
              onChanged={() => void list.reload()}
              onGone={() => {
                void list.reload();
                route(paths.changelog(project, null, tail), true);
              }}
            />
          )
        }
      />
      {importing.value && (
        <Importing
          project={project}
          onDone={() => void list.reload()}
          onClose={() => {
            importing.value = false;
          }}
        />
      )}
    </>
  );
}

function Row({ item }: { item: ReleaseNoteRow }): JSX.Element {
  return (
    <div class="note-row">
      <span class="headline">
        <span class="row-title">
          <span class="clip" dir="auto">
            {item.title}
          </span>
        </span>
        <span class="sentence clip">
          {[g.states[item.state], item.version, g.requests(item.request_count)].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span class="at-age num">
        <Age at={item.publish_at ?? item.published_at ?? item.created_at} />
      </span>
    </div>
  );
}
