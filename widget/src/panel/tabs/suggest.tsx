// The Suggest tab: an idea or a problem in a few words, with similar requests to vote for instead.
import { useEffect, useState } from "preact/hooks";
import { Alert, Copy, Field, Notice } from "../parts/form";
import { REST, useRested } from "../parts/list";
import { Choice, useSession } from "../parts/parts";
import { Row } from "../parts/row";
import { placed } from "../state/draft";
import type { Idea } from "../state/session";
import type { Similar, Suggestion, WidgetRequest } from "../state/wire";

export { css } from "../tabs.css";

/** The Suggest tab. */
export function Suggest() {
  const session = useSession();
  const { say, core, idea, config, place } = session;
  const [similar, set] = useState<Similar[]>([]);
  const { suggesting } = session;
  const busy = suggesting === "going";
  const out = busy ? undefined : suggesting;
  const [error, fail] = useState("");
  const q = idea.title.trim().slice(0, 200);
  const body = idea.body.trim().slice(0, 500);
  idea.opened ??= new Set();
  const { opened } = idea;

  useRested(
    (signal) => {
      if (q.length < 3) return set([]);
      const since = session.votes.now();
      session.who
        .send<{ items: Similar[] }>({
          method: "GET",
          path: "/requests/similar",
          query: { q, body: body || undefined, screen: place.route, limit: 3 },
          signal,
        })
        // Similar requests are optional: without them one can still suggest.
        .then(
          ({ items }) => {
            if (signal.aborted) return;
            const likely = items.filter((one) => one.likely);
            session.votes.learn(likely, since);
            set(likely);
          },
          () => {},
        );
    },
    REST,
    [q, body, place.route],
  );

  const tell = (next: typeof suggesting) => {
    session.suggesting = next;
    session.changed();
  };
  useEffect(
    () => () => {
      // A result that was shown is not shown again; one that is pending will be.
      if (session.suggesting !== "going") session.suggesting = undefined;
    },
    [],
  );
  const change = (part: Partial<Idea>) => {
    Object.assign(idea, part);
    fail("");
    session.changed();
  };

  async function send(event: Event) {
    event.preventDefault();
    if (busy) return;
    const { whole, lines } = core.aide();
    const title = whole(idea.title, config?.limits.title ?? 200).trim();
    if (!title) return fail(say("needed"));
    const person = session.who.person();
    const was = { ...idea };
    tell("going");
    const text = lines(idea.body, config?.limits.body ?? 10000);
    const body: Suggestion = {
      kind: idea.kind,
      title,
      ...(text && { body: text }),
      ...placed(core, place),
      ...(similar[0] && { similar: opened.size ? "opened" : "shown" }),
    };
    const sent = await session.submit<WidgetRequest>({ method: "POST", path: "/requests", body }, title);
    if (person !== session.who.person()) return;
    if (sent.state === "sent") {
      session.made++;
      core.emit("requested", { id: sent.data.id, number: sent.data.number, title });
    }
    if (sent.state !== "failed") {
      const now = session.idea;
      // What was written in the meantime is the beginning of another suggestion.
      session.idea = {
        kind: "feature",
        title: now.title === was.title ? "" : now.title,
        body: now.body === was.body ? "" : now.body,
      };
    }
    tell({ out: sent, text: `${title}\n\n${text}` });
  }

  if (out && out.out.state !== "failed") {
    const waits =
      out.out.state === "kept" &&
      session.outbox.all().some((waiting) => waiting.once === (out.out as { once: string }).once);
    const title =
      out.out.state === "sent"
        ? say("suggested", { n: String(out.out.data.number) })
        : waits
          ? out.out.text
          : say("arrived");
    return (
      <Notice good={!waits} title={title}>
        {waits && <Copy text={out.text} label={say("copyText")} />}
        <button type="button" class="second" onClick={() => tell(undefined)}>
          {say("suggestAnother")}
        </button>
      </Notice>
    );
  }

  return (
    <form class="form" onSubmit={send} noValidate>
      <Choice
        legend={say("suggestKind")}
        value={idea.kind}
        options={[
          ["feature", say("kind_feature")],
          ["problem", say("kind_problem")],
        ]}
        onValue={(kind) => change({ kind })}
      />
      <Field
        focus
        label={say("suggestTitle")}
        hint={say("suggestTitleHint")}
        value={idea.title}
        most={config?.limits.title ?? 200}
        error={error}
        onValue={(title) => change({ title })}
      />
      {similar.length > 0 && (
        <div class="similar">
          <p class="faint">{say("similar")}</p>
          <ul class="rows">
            {similar.map((request) => (
              <Row
                key={request.id}
                request={request}
                place={place}
                away={!request.same_screen}
                opened={opened}
              />
            ))}
          </ul>
        </div>
      )}
      <Field
        optional
        lines={4}
        label={say("suggestBody")}
        hint={say("suggestBodyHint")}
        value={idea.body}
        most={config?.limits.body ?? 10000}
        onValue={(body) => change({ body })}
      />
      {out?.out.state === "failed" && (
        <Alert text={out.out.text}>
          <Copy text={out.text} label={say("copyText")} />
        </Alert>
      )}
      <div class="foot">
        <span />
        <button type="submit" class="first" aria-disabled={busy}>
          {say(busy ? "sending" : "suggest")}
        </button>
      </div>
    </form>
  );
}
