// The public board: who may read it, its address and host name, and whether search engines may list it.
// Shows nothing of the board itself: a link leads there.
import type { JSX } from "preact";
import type { Project } from "../../base/types";
import { Check, Choice, Field, FormProblem } from "../../ui/form";
import { t } from "../../words/pages";
import { Frame, type Framed } from "./frame";
import { Pictures } from "./pictures";
import { useSaving } from "./saving";

/** The board tab. */
export function BoardForm({ project }: { project: string }): JSX.Element {
  return (
    <Frame project={project} title={t.board.title} lead={t.board.lead}>
      {(framed) => (
        <>
          <Body key={framed.data.id} {...framed} />
          <Pictures key={`pictures ${framed.data.id}`} data={framed.data} />
        </>
      )}
    </Frame>
  );
}

type Who = Project["board"];
type Fields = { board: Who; slug: string; host: string; indexed: boolean; measures: boolean };

const whos: Who[] = ["off", "public", "members", "identified"];

function Body(framed: Framed): JSX.Element {
  const { data, allowed } = framed;
  const { fields, form, notice, acts } = useSaving<Fields>({
    ...framed,
    key: `board ${data.id}`,
    valuesOf: (project) => ({
      board: project.board,
      slug: project.slug,
      host: project.board_host ?? "",
      indexed: project.board_indexed,
      measures: project.publish_measures,
    }),
    patchOf: ({ board, slug, host, indexed, measures }) => ({
      ...(board !== undefined && { board }),
      ...(slug !== undefined && { slug: slug.trim() }),
      ...(host !== undefined && { board_host: host.trim() || null }),
      ...(indexed !== undefined && { board_indexed: indexed }),
      ...(measures !== undefined && { publish_measures: measures }),
    }),
    fieldTexts: {
      board: [t.board.who, (who) => t.board.whos[who]],
      slug: [t.board.slug, String],
      host: [t.board.host, String],
      indexed: [t.board.indexed, (on) => (on ? t.reports.yes : t.reports.no)],
      measures: [t.board.measures, (on) => (on ? t.reports.yes : t.reports.no)],
    },
    saved: t.board.saved,
    since: t.board.since,
  });
  const { board, slug, host, indexed, measures } = fields;
  const address = `${location.origin}/b/${data.slug}/`;
  return (
    <form class="stack" onSubmit={form.onSubmit}>
      {notice}
      <FormProblem problem={form.problem} fields={["board", "slug", "board_host", "board_indexed"]} />
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
      <Check
        label={t.board.measures}
        hint={t.board.measuresHint}
        name="publish_measures"
        checked={measures.value}
        disabled={!allowed}
        onChange={(next) => {
          measures.value = next;
        }}
      />
      {acts}
    </form>
  );
}
