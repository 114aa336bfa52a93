// The Report tab: what went wrong, the steps, the environment, and exactly what will be sent.
// Sends nothing that was not shown.
import { useEffect, useState } from "preact/hooks";
import type { Words } from "../../locales/en";
import { Alert, Copy, Field, Notice, Tick } from "../parts/form";
import { useSession } from "../parts/parts";
import { draft as blank } from "../state/draft";
import { payload, sealed, shown } from "../state/payload";
import type { Session } from "../state/session";
import type { Environment, ReportOut } from "../state/wire";
import { Steps } from "./steps";

type Sent = Exclude<Session["reporting"], "going" | undefined>;

export { css } from "../tabs.css";

/** The Report tab. */
export function Report() {
  const session = useSession();
  const { say, core, draft, config } = session;
  const { reporting } = session;
  const busy = reporting === "going";
  const sent = busy ? undefined : reporting;
  const [error, fail] = useState("");
  const [open, look] = useState(false);

  const set = (next: typeof reporting) => {
    session.reporting = next;
    session.changed();
  };
  useEffect(
    () => () => {
      // A result that was shown is not shown again; one that is pending will be.
      if (session.reporting !== "going") session.reporting = undefined;
    },
    [],
  );

  if (sent && sent.out.state !== "failed") {
    return <Done sent={sent} again={() => set(undefined)} />;
  }

  const raws = core.recorder()?.steps() ?? [];
  const content = payload(core, raws, draft, say);
  const change = (part: Partial<typeof draft>) => {
    Object.assign(draft, part);
    fail("");
    session.changed();
  };

  async function send(event: Event) {
    event.preventDefault();
    if (busy) return;
    if (!draft.title.trim()) return fail(say("needed"));
    const person = session.who.person();
    const was = { ...draft };
    set("going");
    // Built now: steps may have been added since the last drawing.
    const report = sealed(payload(core, core.recorder()?.steps() ?? [], draft, say), draft);
    const out = await session.submit<ReportOut>(
      { method: "POST", path: "/reports", body: report },
      report.title,
    );
    if (person !== session.who.person()) return;
    if (out.state === "sent") core.emit("reported", { id: out.data.id, number: out.data.number });
    if (out.state !== "failed") {
      const { title, body } = session.draft;
      // What was written in the meantime is the beginning of another report.
      session.draft = {
        ...blank(session.place),
        title: title === was.title ? "" : title,
        body: body === was.body ? "" : body,
      };
    }
    set({ out, report });
  }

  return (
    <form class="form" onSubmit={send} noValidate>
      <Field
        focus
        label={say("reportTitle")}
        hint={say("reportTitleHint")}
        value={draft.title}
        most={config?.limits.title ?? 200}
        error={error}
        onValue={(title) => change({ title })}
      />
      <Field
        optional
        lines={3}
        label={say("reportBody")}
        hint={say("reportBodyHint")}
        value={draft.body}
        most={config?.limits.body ?? 10000}
        onValue={(body) => change({ body })}
      />
      <Steps />
      <fieldset class="part">
        <legend class="unseen">{say("environment")}</legend>
        <Tick checked={draft.withEnvironment} onTick={(withEnvironment) => change({ withEnvironment })}>
          {say("environment")}
        </Tick>
        {draft.withEnvironment && <Facts environment={content.environment} />}
      </fieldset>
      <details class="preview" open={open} onToggle={(event) => look(event.currentTarget.open)}>
        <summary>{say("preview")}</summary>
        {open && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          <section class="scroll" tabIndex={0} aria-label={say("preview")}>
            <pre>{shown(content)}</pre>
          </section>
        )}
      </details>
      {sent?.out.state === "failed" && (
        <Alert text={sent.out.text}>
          <Copy text={shown(sent.report)} label={say("copyReport")} />
        </Alert>
      )}
      <div class="foot">
        <p class="faint">{say("private")}</p>
        <button type="submit" class="first" aria-disabled={busy}>
          {say(busy ? "sending" : "send")}
        </button>
      </div>
    </form>
  );
}

function Facts({ environment }: { environment: Environment }) {
  const { say } = useSession();
  const { viewport, screen } = environment;
  const rows: [keyof Words, string | undefined][] = [
    ["envPage", environment.url],
    ["envBrowser", environment.user_agent],
    [
      "envWindow",
      `${viewport.width} × ${viewport.height}${screen ? ` (${screen.width} × ${screen.height})` : ""}`,
    ],
    ["envLanguage", environment.languages?.join(", ")],
    ["envZone", environment.time_zone ?? undefined],
    ["envBuild", environment.build ?? undefined],
  ];
  return (
    <dl>
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{say(name)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Done({ sent, again }: { sent: Sent; again: () => void }) {
  const { say, outbox } = useSession();
  const { out, report } = sent;
  if (out.state === "kept") {
    const waits = outbox.all().some((submission) => submission.once === out.once);
    return (
      <Notice good={!waits} title={waits ? out.text : say("arrived")}>
        <Copy text={shown(report)} label={say("copyReport")} />
        <button type="button" class="second" onClick={again}>
          {say("another")}
        </button>
      </Notice>
    );
  }
  if (out.state !== "sent") return null;
  const removed = (out.data.removed ?? []).map(({ kind, count }) =>
    say(`removed_${kind}` as keyof Words, { n: count }),
  );
  return (
    <Notice good title={say("sent", { n: String(out.data.number) })}>
      <p>{say("sentNote")}</p>
      {removed.length > 0 && <p>{say("removed", { what: removed.join(", ") })}</p>}
      <details class="preview">
        <summary>{say("receipt")}</summary>
        <p class="faint">{say("receiptNote")}</p>
        <p class="code">{report.receipt.shown_sha256}</p>
        <Copy text={shown(report)} label={say("copyReport")} />
      </details>
      <button type="button" class="second" onClick={again}>
        {say("another")}
      </button>
    </Notice>
  );
}
