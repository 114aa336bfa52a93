// The state that all parts of the panel share: the visitor, the texts, drafts, own votes and answers.
// Does not draw anything.
import { Problem, unique } from "@yousaid/sdk";
import type { ComponentType } from "preact";
import type { Place } from "../../base/core";
import { shared } from "../../base/shared";
import type { FirstWords, Words } from "../../locales/en";
import { answers } from "./answers";
import type { PanelCore } from "./core";
import { type Draft, draft } from "./draft";
import { isTransient, outbox, type Submission } from "./outbox";
import { type Call, visitor } from "./visitor";
import { votedOn, votes } from "./votes";
import type { Outcome, Threaded, Ways } from "./ways";
import type { ReportIn, ReportOut, VoteOut, WidgetConfig, WidgetRequest } from "./wire";
import { type Say, speaker } from "./words";

/** The submission of a form: `going` while it is being sent, then its outcome. */
export type Flight<T> = "going" | T | undefined;

/** A suggestion while it is being written. */
export type Idea = {
  kind: "feature" | "problem";
  title: string;
  body: string;
  /** The IDs of the similar requests that were opened meanwhile. */
  opened?: Set<string>;
};

/** The shared state of everything that the panel chunk draws. */
export type Session = ReturnType<typeof session>;

/** Starts a session. */
export function session(core: PanelCore, first: FirstWords) {
  // Tabs that are loaded later add their texts, and none is drawn before. Texts of a new language replace the old.
  let words = first as Words;
  const watchers = new Set<() => void>();
  const turns = new Map<string, Promise<unknown>>();
  const who = visitor(core, (other) => {
    // The lists load again, with the votes of this person.
    voted.forget();
    it.made++;
    note();
    if (other) {
      answered.forget();
      turns.clear();
      it.texts.clear();
      it.draft = draft(core.aide().place());
      it.idea = { kind: "feature", title: "", body: "" };
      it.reporting = it.suggesting = it.Ask = undefined;
      it.unseen = 0;
    }
    changed();
  });
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  const name = `yousaid:${core.key}:outbox`;
  const box = outbox(
    name,
    shared<Submission[]>(name, []),
    send,
    (refused) => {
      voted.putBack();
      changed();
      if (!refused) return;
      answered.putBack(refused.of);
      const failed = votedOn(refused.of) ? `${it.say("voteFailed")} ` : "";
      it.announce(failed + it.say("refusedNow", { why: refused.refused as string }));
    },
    () => core.memory().sub,
  );
  /** Sends a call; the outcome of a vote is recorded, also when it was sent from the outbox. */
  async function send(call: Call) {
    const out = await who.send<VoteOut>(call);
    const id = votedOn(call.path);
    if (id) voted.confirm(id, out);
    // The first that is sent makes a visitor, who has news.
    changed();
    return out;
  }
  let asking: Promise<WidgetConfig> | undefined;
  /** Notes for the next page whether the project wants news to be announced. */
  function note() {
    if (it.config) core.note({ announce: it.config.announce_news });
  }

  /** Creates a submission; one that waits with the same `of` is sent before it, or dropped for it. */
  function begin(call: Call, title: string, of?: string): Submission {
    const { sub } = core.memory();
    const submission = {
      ...call,
      once: call.once ?? unique(),
      title,
      at: Date.now(),
      sub,
      of,
    };
    box.begin(submission);
    return submission;
  }
  /** Sends what was begun, or keeps it for later. */
  async function deliver<T>(submission: Submission): Promise<Outcome<T>> {
    try {
      return { state: "sent", data: await box.send<T>(submission) };
    } catch (error) {
      core.emit("error", error);
      if (!isTransient(error)) return { state: "failed", text: it.why(error) };
      const busy = error instanceof Problem && error.status ? (error.retryAfter ?? 30) : undefined;
      const lasting = await box.add(submission, busy);
      if (lasting === undefined) return { state: "failed", text: it.say("outboxFull") };
      const text = busy ? it.say("keptBusy", { n: busy }) : it.say(lasting ? "offline" : "offlinePage");
      return { state: "kept", once: submission.once, text };
    }
  }
  /** Delivers submissions with the same `of` one at a time, so that the last one wins; `last` is whether this is the last. */
  async function inTurn<T>(call: Call, title: string, of: string) {
    const mine = who.person();
    const submission = begin(call, title, of);
    const turn = (turns.get(of) ?? Promise.resolve()).then(() =>
      mine === who.person() ? deliver<T>(submission) : box.end(submission),
    );
    turns.set(of, turn);
    const out = await turn;
    // Another person acts by now.
    if (!out || mine !== who.person()) return undefined;
    return { ...out, last: turns.get(of) === turn };
  }

  const ways: Ways = {
    core,
    box,
    inTurn,
    changed,
    say: (...args) => it.say(...args),
    announce: (text) => it.announce(text),
    limits: () => it.config?.limits,
  };
  const voted = votes(ways);
  const answered = answers(ways);

  const it = {
    core,
    who,
    outbox: box,
    changed,
    say: speaker(words, core.locale()) as Say,
    place: core.aide().place() as Place,
    config: undefined as WidgetConfig | undefined,
    draft: draft(core.aide().place()) as Draft,
    idea: { kind: "feature", title: "", body: "" } as Idea,
    /** The report and the suggestion that were sent last, kept while their tabs are closed. */
    reporting: undefined as Flight<{ out: Outcome<ReportOut>; report: ReportIn }>,
    suggesting: undefined as Flight<{ out: Outcome<WidgetRequest>; text: string }>,
    /** The unsent text of small fields, by their names, kept while their elements are removed. */
    texts: new Map<string, string>(),
    /** How many news the visitor has not seen, as last heard. */
    unseen: 0,
    /** Draws the question about a shipped request of this screen, if there is one. */
    Ask: undefined as ComponentType | undefined,
    /** Draws the questions of the team, if there are any. */
    Asked: undefined as ComponentType | undefined,
    /** Loads what draws the comments on a request. */
    thread: undefined as (() => Promise<ComponentType<{ request: Threaded }>>) | undefined,
    /** The text of the live region. */
    spoken: "",
    /** Rises when the lists must load again: a request was created here, or another person acts. */
    made: 0,
    watch(watcher: () => void) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    speak(next: Partial<Words>) {
      words = { ...words, ...next };
      it.say = speaker(words, core.locale());
      changed();
    },
    announce(text: string) {
      // Screen readers announce the same sentence again only if the text differs.
      it.spoken = text === it.spoken ? `${text}\u00a0` : text;
      changed();
    },
    /** Loads the project's settings once. */
    settings() {
      asking ??= who.send<WidgetConfig>({ method: "GET", path: "/config" });
      asking.then(
        (found) => {
          it.config = found;
          note();
          changed();
        },
        () => {
          // Reasons are optional: without them the question still works, and the next opening tries again.
          asking = undefined;
        },
      );
    },
    /** Why something failed, in words. */
    why(error: unknown): string {
      if (!(error instanceof Problem) || !error.status) return it.say("unreachable");
      const n = error.retryAfter ?? 30;
      if (error.status === 429) return it.say("tooMany", { n });
      if (error.status >= 500) return it.say("busy", { n });
      return it.say("refusedNow", { why: error.errors[0]?.detail ?? error.detail });
    },
    /** Sends a submission, or keeps it for later if the failure is transient. */
    submit: <T>(call: Call, title: string) => deliver<T>(begin(call, title)),
    /** The visitor's votes and answers. */
    votes: voted,
    answers: answered,
    /** Persists what is being sent and what is remembered: the page may be about to unload. */
    hide() {
      core.rush();
      box.pack();
    },
    /** Handles changes by other tabs. */
    onStorage({ key, oldValue, newValue }: StorageEvent) {
      if (key === null) who.onStorage("{}", null);
      else if (key === `yousaid:${core.key}`) who.onStorage(oldValue, newValue);
      if (key === name) voted.putBack();
      if (!key || key.startsWith(`yousaid:${core.key}`)) changed();
    },
  };
  return it;
}
