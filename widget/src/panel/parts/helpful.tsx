// "Was this helpful?": the answer is sent immediately; reason and comment are optional.
// Asks only one question at a time.
import { useEffect, useState } from "preact/hooks";
import type { Place } from "../../base/core";
import { useSession } from "./parts";

type Props = {
  place: Place;
  /** Inside the host's page rather than in the panel. */
  inline?: boolean;
  /** The answer that was clicked before this was drawn. */
  first?: boolean;
  /** For a new answer: resolves when it has been sent, to a sentence if it did not arrive. */
  sent?: Promise<string | undefined> | undefined;
};

/** The question with everything that may follow it. */
export function Helpful({ place, inline, first, sent }: Props) {
  const session = useSession();
  const { say, core, config } = session;
  const words = core.short();
  const kept = session.answers.of(place);
  const [touched, touch] = useState(first !== undefined);
  const name = `comment ${core.aide().named(place)}`;
  const [comment, write] = useState(session.texts.get(name) ?? "");
  const [said, tell] = useState("");
  const [done, finish] = useState(false);

  async function answer(helpful: boolean, reason?: string, text?: string) {
    touch(true);
    tell("");
    // Another answer may get another reason.
    if (text === undefined) finish(false);
    const failed = await session.answers.reply(place, { helpful, ...(reason && { reason }) }, text);
    if (text !== undefined && !failed) {
      finish(true);
      session.texts.delete(name);
    }
    tell(failed ?? say(text === undefined ? "answered" : "commented"));
  }
  useEffect(() => {
    session.settings();
    sent?.then((failed) => tell(failed ?? say("answered")));
  }, []);

  const helpful = kept?.helpful;
  const reasons = helpful === undefined ? [] : (config?.reasons[helpful ? "yes" : "no"] ?? []);
  const label = (labels: Record<string, string>, code: string) =>
    (Object.hasOwn(labels, core.locale()) ? labels[core.locale()] : labels.en) ?? code;
  return (
    <fieldset class="helpful" aria-label={words.question}>
      <div class="ask">
        <p class="question">{words.question}</p>
        {[true, false].map((choice) => (
          <button
            key={String(choice)}
            type="button"
            class="answer"
            aria-pressed={helpful === choice}
            data-first={first === choice ? "" : undefined}
            onClick={() => (helpful === choice ? touch(true) : answer(choice))}
          >
            {choice ? words.yes : words.no}
          </button>
        ))}
      </div>
      {touched && helpful !== undefined && !done && (
        <div class="after">
          {reasons.length > 0 && (
            <fieldset class="chips">
              <legend>{say(helpful ? "whyYes" : "whyNo")}</legend>
              {reasons.map(({ code, labels }) => (
                <button
                  key={code}
                  type="button"
                  class="chip"
                  dir="auto"
                  aria-pressed={kept?.reason === code}
                  onClick={() => answer(helpful, kept?.reason === code ? undefined : code)}
                >
                  {label(labels, code)}
                </button>
              ))}
            </fieldset>
          )}
          {kept?.reason && (
            <form
              class="line"
              onSubmit={(event) => {
                event.preventDefault();
                if (comment.trim()) answer(helpful, kept.reason, comment);
              }}
            >
              <input
                dir="auto"
                aria-label={say("comment")}
                placeholder={say("comment")}
                value={comment}
                maxLength={config?.limits.comment ?? 2000}
                onInput={(event) => {
                  session.texts.set(name, event.currentTarget.value);
                  write(event.currentTarget.value);
                }}
              />
              <button type="submit" class="second">
                {say("commentSend")}
              </button>
            </form>
          )}
        </div>
      )}
      {touched && (
        <p class="told" role="status">
          {said}
        </p>
      )}
      {touched && helpful === false && (
        <p class="ways">
          <button
            type="button"
            class="plain"
            onClick={(event) => core.open("report", place, event.currentTarget)}
          >
            {say("reportInstead")}
          </button>
          {inline && (
            <button
              type="button"
              class="plain"
              onClick={(event) => core.open("requests", place, event.currentTarget)}
            >
              {say("seeRequests")}
            </button>
          )}
        </p>
      )}
    </fieldset>
  );
}
