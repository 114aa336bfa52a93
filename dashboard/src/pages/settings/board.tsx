// The public board: who may read it, its address and host name, and whether search engines may list it.
// Shows nothing of the board itself: a link leads there.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Project, ProjectPatch } from "../../base/types";
import { projects } from "../../data/api";
import { type Base, changes, differing, draft, rebase, reset, send, settle } from "../../data/drafts";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn } from "../../data/session";
import { useConflict } from "../../ui/conflict";
import { Check, Choice, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { Pictures } from "./pictures";

/** The board tab. */
export function BoardForm({ project }: { project: string }): JSX.Element {
  const found = useResource<Project>(`project ${project}`, () => projects.one(project), 3600);
  const data = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{t.board.title}</h2>
      <p class="quiet">{t.board.lead}</p>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {data ? (
        <>
          <Body key={data.id} found={found} data={data} />
          <Pictures key={`pictures ${data.id}`} data={data} />
        </>
      ) : (
        !found.problem.value && <Skeleton lines={6} />
      )}
    </article>
  );
}

type Who = Project["board"];
type Fields = { board: Who; slug: string; host: string; indexed: boolean };

const whos: Who[] = ["off", "public", "members", "identified"];

// The project has no version that the server checks, so its values are compared instead: see `send`.
const base = (data: Project): Base<Fields> => ({
  values: {
    board: data.board,
    slug: data.slug,
    host: data.board_host ?? "",
    indexed: data.board_indexed,
  },
  version: 0,
  etag: null,
});

function Body({ found, data }: { found: Resource<Project>; data: Project }): JSX.Element {
  const allowed = may(roleIn(data.id), "configure");
  const key = `board ${data.id}`;
  const own = useMemo(() => draft(key, base(data)), [key]);
  const { board, slug, host, indexed } = own.fields;
  const newest = () => base(found.data.value ?? data);
  const theirs = () => differing(own.base.value.values, newest().values);
  // A draft without changes follows the newest version by itself.
  useEffect(() => {
    if (theirs().every((field) => !(field in changes(own)))) rebase(own, newest());
  }, [found.data.value]);
  const form = useForm(async () => {
    const changed = changes(own);
    await found.reload();
    // Somebody else has changed a field that this would replace: the notice says so, and nothing is sent.
    if (theirs().some((field) => field in changed)) return;
    rebase(own, newest());
    const patch: ProjectPatch = {
      ...(changed.board !== undefined && { board: changed.board }),
      ...(changed.slug !== undefined && { slug: changed.slug.trim() }),
      ...(changed.host !== undefined && { board_host: changed.host.trim() || null }),
      ...(changed.indexed !== undefined && { board_indexed: changed.indexed }),
    };
    const sent = send(own, changed);
    took(sent, await projects.patch(data.id, patch));
  });
  const took = (sent: Fields, saved: Project) => {
    found.put({ data: saved, etag: null });
    const more = settle(own, sent, base(saved));
    announce(more ? t.board.since : t.board.saved);
  };
  const { notice } = useConflict({
    own,
    form,
    newest,
    reload: found.reload,
    onOwn: (sent) => took(sent, found.data.value ?? data),
    fieldTexts: {
      board: [t.board.who, (who) => t.board.whos[who]],
      slug: [t.board.slug, String],
      host: [t.board.host, String],
      indexed: [t.board.indexed, (on) => (on ? t.reports.yes : t.reports.no)],
    },
  });
  const address = `${location.origin}/b/${data.slug}/`;
  return (
    <form class="stack" onSubmit={form.onSubmit}>
      {notice}
      <FormProblem problem={form.problem} fields={["board", "slug", "board_host", "board_indexed"]} />
      {!allowed && <p class="notice">{t.settings.readOnly}</p>}
      <Choice
        label={t.board.who}
        name="board"
        value={board.value}
        disabled={!allowed}
        options={whos.map((who) => ({ value: who, label: t.board.whos[who] }))}
        onChange={(who) => {
          board.value = who as Who;
        }}
      />
      {data.board !== "off" && (
        <p>
          <a href={address} target="_blank" rel="noopener">
            {address}
          </a>
        </p>
      )}
      {data.board === "identified" && <p class="hint">{t.board.enter(`${address}enter#token=…`)}</p>}
      <Field
        label={t.board.slug}
        hint={t.board.slugHint}
        name="slug"
        required
        mono
        maxLength={60}
        disabled={!allowed}
        value={slug}
        error={form.error("slug")}
      />
      <Field
        label={t.board.host}
        hint={t.board.hostHint}
        name="board_host"
        inputMode="url"
        mono
        maxLength={253}
        disabled={!allowed}
        value={host}
        error={form.error("board_host")}
      />
      <Check
        label={t.board.indexed}
        hint={t.board.indexedHint}
        name="board_indexed"
        checked={indexed.value}
        disabled={!allowed}
        onChange={(next) => {
          indexed.value = next;
        }}
      />
      {allowed && (
        <div class="acts">
          <Submit busy={form.busy}>{t.act.save}</Submit>
          {Object.keys(changes(own)).length > 0 && (
            <button type="button" class="button" onClick={() => reset(own, newest())}>
              {t.act.cancel}
            </button>
          )}
        </div>
      )}
    </form>
  );
}
