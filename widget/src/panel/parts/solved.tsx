// "Is it solved?": asks those who wanted a request after it was shipped, and says what happens next.
// A yes is sent by one click; the others wait for Send, since a reason may follow.
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Words } from "../../locales/en";
import type { Question, SolvedIn, SolvedOut } from "../state/wire";
import { isolated } from "../state/words";
import { Alert, Field } from "./form";
import { useSession } from "./parts";

type Reply = SolvedIn["answer"];

/** The longest reason, in characters. */
const MAX_REASON = 1000;

/** The question about one request. What was answered and written is kept as long as the page. */
export function Solved({ question }: { question: Question }) {
  const session = useSession();
  const { say, texts, who, core } = session;
  const { request_id: id, title } = question;
  const draft = `reason ${id}`;
  const thanks = `solved ${id}`;
  const label = useId();
  const [choice, choose] = useState<Reply>();
  const [reason, write] = useState(texts.get(draft) ?? "");
  const [busy, wait] = useState(false);
  const [failed, fail] = useState("");
  const done = useRef<HTMLParagraphElement>(null);
  const said = texts.get(thanks);
  const asked = useRef(!said);
  // The button with the focus is gone.
  useLayoutEffect(() => {
    if (said && asked.current) done.current?.focus();
  }, [said]);

  async function send(answer: Reply) {
    if (busy) return;
    wait(true);
    fail("");
    const person = who.person();
    const why = core.aide().lines(reason, MAX_REASON).trim();
    const body: SolvedIn = { answer, ...(answer !== "yes" && why && { reason: why }) };
    try {
      const { status } = await who.send<SolvedOut>({ method: "PUT", path: `/requests/${id}/solved`, body });
      if (person !== who.person()) return;
      const next = answer === "no" && status !== "shipped" ? "solvedReopened" : `solved_${answer}`;
      texts.delete(draft);
      texts.set(thanks, say(next as keyof Words));
      session.changed();
    } catch (error) {
      if (person === who.person()) fail(session.why(error));
    } finally {
      wait(false);
    }
  }

  return (
    <section class="solved" aria-labelledby={label}>
      <p class="faint" dir="auto">
        {say("solvedShipped", { title: isolated(title) })}
      </p>
      {said ? (
        <p id={label} class="question" tabIndex={-1} ref={done}>
          {said}
        </p>
      ) : (
        <>
          <div class="ask">
            <p id={label} class="question">
              {say("solvedAsk")}
            </p>
            {(["yes", "partly", "no"] as const).map((answer) => (
              <button
                key={answer}
                type="button"
                class="answer"
                aria-pressed={choice === answer}
                aria-disabled={busy}
                onClick={() => {
                  choose(answer);
                  if (answer === "yes") send(answer);
                }}
              >
                {say(`say_${answer}`)}
              </button>
            ))}
          </div>
          {choice && choice !== "yes" && (
            <fieldset
              class="after"
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(choice);
              }}
            >
              <Field
                optional
                lines={2}
                label={say(choice === "no" ? "solvedWhyNo" : "solvedWhyPartly")}
                value={reason}
                most={MAX_REASON}
                onValue={(value) => {
                  texts.set(draft, value);
                  write(value);
                }}
              />
              <button type="button" class="first" aria-disabled={busy} onClick={() => send(choice)}>
                {say(busy ? "sending" : "solvedSend")}
              </button>
            </fieldset>
          )}
          {failed && <Alert text={failed} />}
        </>
      )}
    </section>
  );
}
