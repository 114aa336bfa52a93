// What all parts of the panel share: the visitor, the words, what is being written, own votes and answers.
// Refuses to draw anything.
import { Problem, unique } from "@yousaid/sdk";
import type { Place } from "../../base/core";
import type { FirstWords, Words } from "../../locales/en";
import { answers } from "./answers";
import { type Draft, draft } from "./draft";
import type { Lent } from "./lent";
import { outbox, type Parcel, passing } from "./outbox";
import { shared } from "./shared";
import { type Call, visitor } from "./visitor";
import { votedOn, votes } from "./votes";
import type { Outcome, Ways } from "./ways";
import type { ReportIn, ReportOut, VoteOut, WidgetConfig, WidgetRequest } from "./wire";
import { type Say, speaker } from "./words";

/** What a form has sent: on its way, or what became of it. */
export type Flight<T> = "going" | T | undefined;

/** A suggestion while it is being written. */
export type Idea = { kind: "feature" | "problem"; title: string; body: string };

/** The shared state of everything that the panel chunk draws. */
export type Session = ReturnType<typeof session>;

/** Starts a session. */
export function session(core: Lent, first: FirstWords) {
  // The tabs that come later bring theirs, and none is drawn before. Words of a new language take the place of the old.
  let words = first as Words;
  const watchers = new Set<() => void>();
  const turns = new Map<string, Promise<unknown>>();
  const who = visitor(core, (other) => {
    // The lists load again, with what this person has voted for.
    voted.forget();
    it.made++;
    if (other) {
      answered.forget();
      turns.clear();
      it.texts.clear();
      it.draft = draft(core.aide().place());
      it.idea = { kind: "feature", title: "", body: "" };
      it.reporting = it.suggesting = undefined;
    }
    changed();
  });
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  const name = `yousaid:${core.key}:outbox`;
  const box = outbox(
    name,
    shared<Parcel[]>(name, []),
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
  /** Sends a call; what the server says of a vote is noted, also when it waited for that. */
  async function send(call: Call) {
    const out = await who.send<VoteOut>(call);
    const id = votedOn(call.path);
    if (id) voted.heard(id, out);
    return out;
  }
  let asking: Promise<WidgetConfig> | undefined;

  /** Makes a submission at the press; what waits under the same `of` is sent before it, or given up for it. */
  function begin(call: Call, title: string, of?: string): Parcel {
    const { sub } = core.memory();
    const parcel = { ...call, once: call.once ?? unique(), title, at: Date.now(), sub, ...(of && { of }) };
    box.begin(parcel);
    return parcel;
  }
  /** Sends what was begun, or keeps it for later. */
  async function deliver<T>(parcel: Parcel): Promise<Outcome<T>> {
    const { once, of } = parcel;
    if (of && box.all().some((waits) => waits.of === of)) {
      // Another tab may be sending it at this moment: what comes after it must arrive after it.
      await box.flush(true);
      await box.drop(of);
    }
    try {
      return { state: "sent", data: await box.send<T>(parcel) };
    } catch (error) {
      core.emit("error", error);
      if (!passing(error)) return { state: "failed", text: it.why(error) };
      const busy = error instanceof Problem && error.status ? (error.retryAfter ?? 30) : undefined;
      const lasting = await box.add(parcel, busy);
      if (lasting === undefined) return { state: "failed", text: it.say("outboxFull") };
      const text = busy ? it.say("keptBusy", { n: busy }) : it.say(lasting ? "offline" : "offlinePage");
      return { state: "kept", once, text };
    }
  }
  /** Delivers one after the other what has the same `of`: the last wish is the one that stays. `last` tells whether it is. */
  async function inTurn<T>(call: Call, title: string, of: string) {
    const mine = who.person();
    const parcel = begin(call, title, of);
    const turn = (turns.get(of) ?? Promise.resolve()).then(() =>
      mine === who.person() ? deliver<T>(parcel) : box.end(parcel),
    );
    turns.set(of, turn);
    const out = await turn;
    // Somebody else acts by now.
    if (!out || mine !== who.person()) return undefined;
    return { ...out, last: turns.get(of) === turn };
  }

  const ways: Ways = {
    core,
    box,
    inTurn,
    changed,
    say: (...given) => it.say(...given),
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
    /** The report and the suggestion that were sent last: they outlive their tabs. */
    reporting: undefined as Flight<{ out: Outcome<ReportOut>; report: ReportIn }>,
    suggesting: undefined as Flight<{ out: Outcome<WidgetRequest>; text: string }>,
    /** What is being written in small fields, by their names: it outlives their elements. */
    texts: new Map<string, string>(),
    /** What the live region says. */
    spoken: "",
    /** Rises with what the lists show: requests made here, another person. They load again then. */
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
      // The same sentence twice must be said twice.
      it.spoken = text === it.spoken ? `${text}\u00a0` : text;
      changed();
    },
    /** Asks for the project's settings once. */
    settings() {
      asking ??= who.send<WidgetConfig>({ method: "GET", path: "/config" });
      asking.then(
        (found) => {
          it.config = found;
          changed();
        },
        () => {
          // Reasons are an extra: without them the question still works, and the next opening asks again.
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
    /** Sends a submission, or keeps it for later where the failure is the moment's. */
    submit: <T>(call: Call, title: string) => deliver<T>(begin(call, title)),
    /** The visitor's votes and answers. */
    votes: voted,
    answers: answered,
    /** Keeps what is on its way, and what is remembered: the page may be about to go. */
    hide() {
      core.rush();
      box.pack();
    },
    /** Follows what another tab has written. */
    heard({ key, oldValue, newValue }: StorageEvent) {
      if (key === null) who.heard("{}", null);
      else if (key === `yousaid:${core.key}`) who.heard(oldValue, newValue);
      if (key === name) voted.putBack();
      if (!key || key.startsWith(`yousaid:${core.key}`)) changed();
    },
  };
  return it;
}
