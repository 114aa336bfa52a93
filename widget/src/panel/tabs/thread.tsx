// The comments on a request, with a field for another one, and whether the visitor follows the request.
// Shows what waits to be sent as waiting, and loses nothing that was typed.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Comment } from "../parts/comment";
import { Composer } from "../parts/composer";
import { Alert, Copy } from "../parts/form";
import { useRetry, useSession } from "../parts/parts";
import type { Threaded } from "../state/ways";
import type { CommentIn, Comments, Comment as Found } from "../state/wire";
import { css } from "../thread.css";

export { css };

// One for each document: roots of the host's page need it as well as the panel's.
let sheet: CSSStyleSheet | undefined;

/** Gives a shadow root the styles of a thread. */
function dress(root: Node | undefined) {
  if (!(root instanceof ShadowRoot)) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/** How many of a comment and its replies everybody sees. */
const counted = (one: Found) =>
  [one, ...one.replies].filter(({ deleted, pending }) => !deleted && !pending).length;

/** The comments on a request. */
export function Thread({ request }: { request: Threaded }) {
  const session = useSession();
  const { say, who, outbox } = session;
  const { id, title } = request;
  const path = `/requests/${id}/comments`;
  const [page, set] = useState<Comments>();
  const [failed, fail] = useState("");
  const [round, again] = useState(0);
  const [more, wait] = useState(false);
  // What only the request itself says: whether the visitor follows it, on any device, and whether comments are closed.
  const [own, know] = useState<Threaded>(request);
  const el = useRef<HTMLElement>(null);
  useLayoutEffect(() => dress(el.current?.getRootNode()), []);
  const mine = page?.items.some((one) => [one, ...one.replies].some((any) => any.mine && !any.deleted));
  const waiting = outbox.all().filter((one) => one.path === path);
  // Loaded again when one that waited has arrived, and for another person.
  useEffect(() => {
    let gone = false;
    who.send<Comments>({ method: "GET", path }).then(
      (found) => {
        if (gone) return;
        set(found);
        fail("");
      },
      (error: unknown) => gone || fail(session.why(error)),
    );
    return () => {
      gone = true;
    };
  }, [id, round, session.made, waiting.length]);
  useEffect(() => {
    let gone = false;
    who.send<Threaded>({ method: "GET", path: `/requests/${id}` }).then(
      (found) => gone || know(found),
      () => {
        // The comments say what is wrong.
      },
    );
    return () => {
      gone = true;
    };
  }, [id, session.made, !!mine]);
  useRetry(failed, () => again(round + 1));

  async function older() {
    if (!page?.next || more) return;
    wait(true);
    try {
      const next = await who.send<Comments>({ method: "GET", path, query: { cursor: page.next } });
      const known = new Set(page.items.map((one) => one.id));
      set({ items: [...page.items, ...next.items.filter((one) => !known.has(one.id))], next: next.next });
      fail("");
    } catch (error) {
      fail(session.why(error));
    }
    wait(false);
  }

  /** Writes a comment; resolves to a sentence if it was not accepted. */
  async function write(body: string, name: string, parent?: string): Promise<string | undefined> {
    const input: CommentIn = { body, ...(name && { name }), ...(parent && { parent }) };
    const out = await session.submit<Found>({ method: "POST", path, body: input }, title);
    if (out.state === "failed") return out.text;
    if (out.state === "kept") session.announce(out.text);
    else {
      const made = out.data;
      set((now) => {
        const items = now?.items ?? [];
        const next = parent
          ? items.map((one) => (one.id === parent ? { ...one, replies: [...one.replies, made] } : one))
          : [made, ...items];
        return { ...now, items: next };
      });
      if (!made.pending && request.comments !== undefined) request.comments++;
      session.announce(say(made.pending ? "commentPending" : "commentSent"));
    }
    return undefined;
  }
  function change(next: Found) {
    const before = page?.items.find((one) => one.id === next.id);
    if (before && request.comments) request.comments += counted(next) - counted(before);
    set((now) => now && { ...now, items: now.items.map((one) => (one.id === next.id ? next : one)) });
  }
  const locked = own.comments_locked;

  return (
    <section class="thread" aria-label={say("threadOf", { title })} ref={el}>
      <div class="head">
        <p class="heading">{say("thread")}</p>
        <Follow request={own} involved={!!mine} onTurn={(following) => know({ ...own, following })} />
      </div>
      {locked ? (
        <p class="faint">{say("commentsLocked")}</p>
      ) : (
        <Composer
          draft={`comment on ${id}`}
          label={say("commentWrite")}
          hint={say("commentHint")}
          button={say("commentSend")}
          named
          onSend={write}
        />
      )}
      {waiting.map((one) => {
        const { body } = one.body as CommentIn;
        return (
          <div class="comment waits" key={one.once}>
            <p class="plainly" dir="auto">
              {body}
            </p>
            <p class="faint">{one.refused ? say("refused", { why: one.refused }) : say("waiting")}</p>
            <p class="acts">
              <Copy text={body} label={say("copyText")} />
              <button type="button" class="plain" onClick={() => outbox.drop(one.once)}>
                {say("discard")}
              </button>
            </p>
          </div>
        );
      })}
      {failed && (
        <div class="again" role="alert">
          <p>{failed}</p>
          <button type="button" class="second" onClick={() => (page ? older() : again(round + 1))}>
            {say("again")}
          </button>
        </div>
      )}
      {!page && !failed && (
        <p class="faint" role="status">
          {say("loading")}
        </p>
      )}
      {page && page.items.length > 0 && (
        <ul class="comments">
          {page.items.map((one) => (
            <Comment
              key={one.id}
              comment={one}
              path={path}
              onReply={locked ? undefined : (parent, text, name) => write(text, name, parent)}
              onChange={change}
            />
          ))}
        </ul>
      )}
      {page?.items.length === 0 && !waiting.length && <p class="faint">{say("commentsNone")}</p>}
      {page?.next && !failed && (
        <button type="button" class="second" aria-disabled={more} onClick={older}>
          {say(more ? "loading" : "commentsOlder")}
        </button>
      )}
    </section>
  );
}

/** Whether the visitor hears of the request. Who voted, suggested or commented does, until it is switched off. */
function Follow({
  request,
  involved,
  onTurn,
}: {
  request: Threaded;
  involved: boolean;
  onTurn(following: boolean): void;
}) {
  const session = useSession();
  const { say, who } = session;
  const { id } = request;
  const [failed, fail] = useState("");
  const [asked, ask] = useState<boolean>();
  const voted = session.votes.of({ votes: 0, voted: false, ...request } as never).voted;
  // A vote that was cast or taken back since the server said it says more.
  const told = voted === !!request.voted ? request.following : undefined;
  const follows = asked ?? told ?? (voted || request.mine || involved);
  async function turn() {
    const following = !follows;
    ask(following);
    fail("");
    try {
      await who.send({ method: "PUT", path: `/requests/${id}/follow`, body: { following } });
      onTurn(following);
      session.announce(say(following ? "followOn" : "followOff"));
    } catch (error) {
      fail(session.why(error));
    }
    ask(undefined);
  }
  return (
    <>
      <button type="button" class="plain" aria-pressed={!!follows} onClick={turn}>
        {say("follow")}
      </button>
      {failed && <Alert text={failed} />}
    </>
  );
}
