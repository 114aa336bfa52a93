// The What's new tab: what became of what the visitor voted for, suggested, reported, commented on or follows.
// Shows nothing of a visitor whose token was dropped, and notes as seen only what it has shown.
import { useEffect, useId, useState } from "preact/hooks";
import { Alert, Tick } from "../parts/form";
import { useRetry, useSession } from "../parts/parts";
import { Row } from "../parts/row";
import { Solved } from "../parts/solved";
import { Said } from "../parts/text";
import { asksOf, type Item, sentences } from "../state/notices";
import type { Session } from "../state/session";
import type { News as Found, Question, Unseen, WidgetRequest } from "../state/wire";
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

/** Parts of a text after which the rest is asked for: a release note may be long. */
const SHOWN = 6;

// Counts how often the news were shown: a number that was asked for before is of the past.
let shown = 0;

/** Asks how much is new, and whether there is a question about this screen. */
export async function listen(session: Session): Promise<void> {
  const { who, place } = session;
  const person = who.person();
  const before = shown;
  const query = { screen: place.route };
  try {
    const { unseen, question } = await who.send<Unseen>({ method: "GET", path: "/news/unseen", query });
    if (person !== who.person()) return;
    const here = () => session.place.route === place.route;
    session.Ask = question ? () => (here() ? <Solved question={question} /> : null) : undefined;
    heard(session, before === shown ? unseen : session.unseen);
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
    const person = who.person();
    who.send<Found>({ method: "GET", path: "/news" }).then(
      (found) => {
        if (gone) return;
        set(found);
        fail("");
        shown++;
        const [newest] = found.items;
        if (newest && found.items.some(({ unseen }) => unseen))
          who
            .send({ method: "PUT", path: "/news/seen", body: { until: newest.at } })
            // Otherwise they are still new the next time.
            .then(
              () => person === who.person() && heard(session, 0),
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
  const id = useId();
  const { text, at, unseen } = item;
  const [whole, spread] = useState(text.length <= SHOWN);
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
          <Said nodes={whole ? text : text.slice(0, SHOWN)} />
          {!whole && (
            <button type="button" class="plain" aria-describedby={id} onClick={() => spread(true)}>
              {say("newsMore")}
            </button>
          )}
        </blockquote>
      )}
      {asksOf(item).map((request) => (
        <Asked key={request.id} request={request} many={asksOf(item).length > 1} by={id} />
      ))}
    </li>
  );
}

/** A request of a notice, which opens below it. */
function Asked({ request, many, by }: { request: { id: string; title: string }; many: boolean; by: string }) {
  const { say } = useSession();
  const [open, turn] = useState(false);
  return (
    <>
      <button
        type="button"
        class="plain"
        aria-expanded={open}
        aria-describedby={by}
        onClick={() => turn(!open)}
      >
        {say(open ? "newsClose" : "newsOpen")}
        {many && `: ${request.title}`}
      </button>
      {open && <Opened id={request.id} />}
    </>
  );
}

/** The request of a notice as the lists show it. */
function Opened({ id }: { id: string }) {
  const session = useSession();
  const [row, set] = useState<WidgetRequest>();
  const [failed, fail] = useState("");
  useEffect(() => {
    const since = session.votes.now();
    session.who.send<WidgetRequest>({ method: "GET", path: `/requests/${id}` }).then(
      (found) => {
        session.votes.learn([found], since);
        set(found);
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
