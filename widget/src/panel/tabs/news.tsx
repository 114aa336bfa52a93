// The What's new tab: what became of what the visitor voted for, suggested, reported, commented on or follows.
// Shows nothing of a visitor whose token was dropped, and notes as seen only what it has shown.
import { useEffect, useId, useState } from "preact/hooks";
import { Alert, Tick } from "../parts/form";
import { useRetry, useSession } from "../parts/parts";
import { Row } from "../parts/row";
import { Solved } from "../parts/solved";
import { Said } from "../parts/text";
import { type Item, sentences } from "../state/notices";
import type { Session } from "../state/session";
import type { News as Found, Question, RequestPage, Unseen, WidgetRequest } from "../state/wire";
import { day } from "../state/words";

export { css } from "../news.css";

/** Remembers how many news there are, and marks tab and launcher. */
function heard(session: Session, unseen: number) {
  const { core } = session;
  session.unseen = unseen;
  core.note({ news: { at: Date.now(), unseen } });
  core.chunk<typeof import("../../unseen/unseen")>(CHUNKS.unseen).then(
    ({ mark }) => mark(core as never, unseen),
    () => {
      // The tab has its number.
    },
  );
  session.changed();
}

/** Asks how much is new, and whether there is a question about this screen. */
export async function listen(session: Session): Promise<void> {
  const { who, place } = session;
  const person = who.person();
  const query = { screen: place.route };
  try {
    const { unseen, question } = await who.send<Unseen>({ method: "GET", path: "/news/unseen", query });
    if (person !== who.person()) return;
    session.Ask = question ? () => <Solved question={question} /> : undefined;
    heard(session, unseen);
  } catch {
    // It is said in the tab itself.
  }
}

/** The What's new tab. */
export function News() {
  const session = useSession();
  const { say, core, who } = session;
  const { token } = core.memory();
  const [news, set] = useState<Found>();
  const [failed, fail] = useState("");
  const [round, again] = useState(0);
  useEffect(() => {
    if (!token) return set(undefined);
    let gone = false;
    who.send<Found>({ method: "GET", path: "/news" }).then(
      (found) => {
        if (gone) return;
        set(found);
        fail("");
        const [newest] = found.items;
        if (newest && found.items.some(({ unseen }) => unseen))
          who
            .send({ method: "PUT", path: "/news/seen", body: { until: newest.at } })
            // Otherwise they are still new the next time.
            .then(
              () => gone || heard(session, 0),
              () => {},
            );
      },
      // If the token was dropped in the meantime there is nothing to show, which is no failure.
      (error: unknown) => gone || (core.memory().token ? fail(session.why(error)) : session.changed()),
    );
    return () => {
      gone = true;
    };
  }, [token, round, session.made]);
  useRetry(failed, () => again(round + 1));

  if (failed)
    return (
      <div class="empty" role="alert">
        <p>{failed}</p>
        <button type="button" class="second" onClick={() => again(round + 1)}>
          {say("again")}
        </button>
      </div>
    );
  if (token && !news)
    return (
      <ul class="ghosts" aria-label={say("loading")}>
        <li />
        <li />
        <li />
      </ul>
    );
  return (
    <div class="news">
      {news?.questions.map((question: Question) => (
        <Solved key={question.request_id} question={question} />
      ))}
      {news && news.items.length > 0 ? (
        <ul class="notices">
          {news.items.map((item) => (
            <Notice key={`${item.kind} ${item.at}`} item={item} />
          ))}
        </ul>
      ) : (
        <div class="empty">
          <p>{say("newsNothing")}</p>
        </div>
      )}
      {news && <Wanted wanted={news.wanted} />}
    </div>
  );
}

function Notice({ item }: { item: Item }) {
  const { say, core } = useSession();
  const [open, turn] = useState(false);
  const id = useId();
  const { text, at, unseen } = item;
  return (
    <li class={unseen ? "notice-row unread" : "notice-row"}>
      <p class="notes">
        {unseen && <b>{say("newsNew")}</b>}
        <time dateTime={at}>{day(at, core.locale())}</time>
      </p>
      <p class="told-you" id={id} dir="auto">
        {sentences(say, core.locale(), item)}
      </p>
      {text.length > 0 && (
        <blockquote>
          <Said nodes={text} />
        </blockquote>
      )}
      {item.kind !== "report_reply" && (
        <>
          <button
            type="button"
            class="plain"
            aria-expanded={open}
            aria-describedby={id}
            onClick={() => turn(!open)}
          >
            {say(open ? "newsClose" : "newsOpen")}
          </button>
          {open && <Opened id={item.request.id} title={item.request.title} />}
        </>
      )}
    </li>
  );
}

/** The request of a notice as the lists show it, found by its title; one that no list shows, by its comments alone. */
function Opened({ id, title }: { id: string; title: string }) {
  const session = useSession();
  const [row, set] = useState<WidgetRequest | null>();
  const [Thread, draw] = useState<Awaited<ReturnType<NonNullable<Session["thread"]>>>>();
  const [failed, fail] = useState("");
  useEffect(() => {
    const since = session.votes.now();
    session.thread?.().then(
      (loaded) => draw(() => loaded),
      () => {},
    );
    session.who
      .send<RequestPage>({ method: "GET", path: "/requests", query: { q: title.slice(0, 200), limit: 20 } })
      .then(
        ({ items }) => {
          session.votes.learn(items, since);
          set(items.find((item) => item.id === id) ?? null);
        },
        (error: unknown) => fail(session.why(error)),
      );
  }, []);
  if (failed) return <Alert text={failed} />;
  if (row)
    return (
      <ul class="rows">
        <Row request={row} place={session.place} away first />
      </ul>
    );
  if (row === null && Thread) return <Thread request={{ id, title }} />;
  return (
    <p class="faint" role="status">
      {session.say("loading")}
    </p>
  );
}

function Wanted({ wanted: first }: { wanted: boolean }) {
  const session = useSession();
  const { say, who } = session;
  const [wanted, want] = useState(first);
  const [failed, fail] = useState("");
  async function put(next: boolean) {
    want(next);
    fail("");
    try {
      await who.send({ method: "PUT", path: "/news/wanted", body: { wanted: next } });
      if (!next) heard(session, 0);
      session.announce(say(next ? "newsOn" : "newsOff"));
    } catch (error) {
      want(!next);
      fail(session.why(error));
    }
  }
  return (
    <div class="wanted">
      <Tick checked={wanted} onTick={put}>
        {say("newsWanted")}
      </Tick>
      <p class="faint">{say(wanted ? "newsOn" : "newsOff")}</p>
      {failed && <Alert text={failed} />}
    </div>
  );
}
