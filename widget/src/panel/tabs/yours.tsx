// The Yours tab: submissions that wait to be sent, own votes, suggestions and reports with their status.
// Shows nothing of a visitor whose token was dropped.
import { useEffect, useState } from "preact/hooks";
import { Alert, Copy, Field } from "../parts/form";
import { useRetry, useSession } from "../parts/parts";
import { Row } from "../parts/row";
import { Said } from "../parts/text";
import type { Me } from "../state/wire";
import { day, isolated } from "../state/words";

export { css } from "../yours.css";

/** The Yours tab. */
export function Yours() {
  const session = useSession();
  const { say, core, outbox, place } = session;
  const { token } = core.memory();
  const [me, set] = useState<Me>();
  const [failed, fail] = useState("");
  const [round, again] = useState(0);
  const waiting = outbox.all();
  // Loaded again when a submission has arrived.
  const arrived = [session.made, session.reporting, waiting.length];
  useEffect(() => {
    if (!token) return set(undefined);
    const since = session.votes.now();
    let gone = false;
    session.who.send<Me>({ method: "GET", path: "/me" }).then(
      (found) => {
        if (gone) return;
        session.votes.learn([...found.requests, ...found.votes.map(({ request }) => request)], since);
        set(found);
        fail("");
      },
      // If the token was dropped in the meantime there is nothing to show, which is no failure.
      (error: unknown) => gone || (core.memory().token ? fail(session.why(error)) : session.changed()),
    );
    return () => {
      gone = true;
    };
  }, [token, round, ...arrived]);
  useRetry(failed, () => again(round + 1));

  const none =
    !waiting.length && (!token || (me && !me.votes.length && !me.requests.length && !me.reports.length));
  return (
    <div class="yours">
      {waiting.length > 0 && (
        <section>
          <h2>{say("yoursWaiting")}</h2>
          <ul class="rows">
            {waiting.map((submission) => (
              <li class="row waits" key={submission.once}>
                <div class="what">
                  <p class="title" dir="auto">
                    {submission.title}
                  </p>
                  <p class="notes">
                    {submission.refused ? say("refused", { why: submission.refused }) : say("waiting")}
                  </p>
                  <p class="ways">
                    <Copy text={JSON.stringify(submission.body, null, 2)} label={say("copyText")} />
                    <button type="button" class="plain" onClick={() => outbox.drop(submission.once)}>
                      {say("discard")}
                    </button>
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {failed && (
        <div class="empty" role="alert">
          <p>{failed}</p>
          <button type="button" class="second" onClick={() => again(round + 1)}>
            {say("again")}
          </button>
        </div>
      )}
      {none && !failed && (
        <div class="empty">
          <p>{say("yoursNothing")}</p>
        </div>
      )}
      {token && !me && !failed && (
        <ul class="ghosts" aria-label={say("loading")}>
          <li />
          <li />
        </ul>
      )}
      {me && me.reports.length > 0 && (
        <section>
          <h2>{say("yoursReports")}</h2>
          <ul class="rows">
            {me.reports.map((report) => (
              <li class="row" key={report.id}>
                <span class="number">{report.number}</span>
                <div class="what">
                  <p class="title" dir="auto">
                    {report.title}
                  </p>
                  <p class="notes">
                    <span>{report.request ? say(`status_${report.request.status}`) : say("reported")}</span>
                    <span>{day(report.created_at, core.locale())}</span>
                    {report.request && (
                      <span>{say("linked", { title: isolated(report.request.title) })}</span>
                    )}
                  </p>
                  {report.replies.map((reply) => (
                    <blockquote key={reply.created_at}>
                      <p class="faint">{say("yoursReply", { date: day(reply.created_at, core.locale()) })}</p>
                      <Said nodes={reply.body} />
                    </blockquote>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {me && me.requests.length > 0 && (
        <section>
          <h2>{say("yoursRequests")}</h2>
          <ul class="rows">
            {me.requests.map((request) => (
              <Row key={request.id} request={request} place={place} away />
            ))}
          </ul>
        </section>
      )}
      {me?.votes.some(({ request }) => !request.mine) && (
        <section>
          <h2>{say("yoursVotes")}</h2>
          <ul class="rows">
            {me.votes
              .filter(({ request }) => !request.mine)
              .map(({ request }) => (
                <Row key={request.id} request={request} place={place} away />
              ))}
          </ul>
        </section>
      )}
      {me && <CreditName now={me.credit_name ?? ""} />}
    </div>
  );
}

/** The longest name, in characters. */
const MAX_NAME = 60;

/** The name by which the visitor is credited; without one it is named nowhere. */
function CreditName({ now }: { now: string }) {
  const session = useSession();
  const { say, who } = session;
  const [kept, keep] = useState(now);
  const [name, type] = useState(now);
  const [failed, fail] = useState("");
  const [told, tell] = useState("");
  const [busy, wait] = useState(false);
  useEffect(() => {
    keep(now);
    type(now);
  }, [now]);
  async function put(next: string) {
    if (busy) return;
    wait(true);
    fail("");
    try {
      const body = { name: next || null };
      const saved = await who.send<{ name?: string | null }>({ method: "PUT", path: "/me/credit", body });
      const said = saved.name ?? "";
      keep(said);
      // What was typed meanwhile stays.
      type((typed) => (typed.trim() === next ? said : typed));
      tell(say(said ? "creditOn" : "creditOff"));
    } catch (error) {
      fail(session.why(error));
    }
    wait(false);
  }
  return (
    <section class="credit">
      <h2>{say("creditTitle")}</h2>
      <p class="faint">{say("creditNote")}</p>
      <Field label={say("creditName")} value={name} most={MAX_NAME} onValue={type} optional />
      <p class="ways">
        <button
          type="button"
          class="second"
          disabled={busy || name.trim() === kept}
          onClick={() => put(name.trim())}
        >
          {say("save")}
        </button>
        {kept && (
          <button type="button" class="plain" disabled={busy} onClick={() => put("")}>
            {say("creditForget")}
          </button>
        )}
      </p>
      <p class="faint" role="status">
        {told}
      </p>
      {failed && <Alert text={failed} />}
    </section>
  );
}
