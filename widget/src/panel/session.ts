// What all parts of the panel share: the visitor, the words, what is being written, own votes and answers.
// Refuses to draw anything.
import { Problem, unique } from "@yousaid/sdk";
import type { Aide, Core, Kept, Memory, Place } from "../core";
import type { FirstWords, Words } from "../locales/en";
import { type Draft, draft, placed } from "./draft";
import { outbox, type Parcel, passing } from "./outbox";
import { shared } from "./shared";
import { type Call, visitor } from "./visitor";
import type { ReportIn, ReportOut, VoteOut, WidgetConfig, WidgetRequest } from "./wire";
import { type Say, speaker } from "./words";

/** What became of a submission, with a sentence where it did not arrive. */
export type Outcome<T> =
  | { state: "sent"; data: T }
  | { state: "kept"; once: string; text: string }
  | { state: "failed"; text: string };

/** What a form has sent: on its way, or what became of it. */
export type Flight<T> = "going" | T | undefined;

/** A vote and the count of a request. */
type Count = { voted: boolean; votes: number };

/** A suggestion while it is being written. */
export type Idea = { kind: "feature" | "problem"; title: string; body: string };

/** The core once the page is followed, as it always is before the panel starts, with the panel's memory. */
export type Lent = Omit<Core, "aide"> & {
  aide(): Aide;
  /** Keeps a change; before the visitor acted only with `lasting` false, which lasts as long as the page. */
  keep(change: Memory | ((held: Memory) => Memory), lasting?: boolean): Promise<boolean>;
  forget(): void;
  /** Keeps at once what is to be kept: the page may be about to go. */
  rush(): void;
};

/** Puts the panel's memory into the core that the loader lends. */
export function lend(given: Omit<Core, "aide"> & { aide(): Aide }): Lent {
  const memory = shared<Memory>(`yousaid:${given.key}`, {});
  return Object.assign(given, {
    memory: memory.get,
    keep: (change: Memory | ((held: Memory) => Memory), lasting?: boolean) =>
      memory.edit(
        (held) => ({ ...held, ...(typeof change === "function" ? change(held) : change) }),
        lasting,
      ),
    forget: memory.clear,
    rush: () => memory.rush(),
  });
}

/** The request whose vote has this path. */
const votedOn = (path = "") => /^\/requests\/(.*)\/vote$/.exec(path)?.[1];

/** The shared state of everything that the panel chunk draws. */
export type Session = ReturnType<typeof session>;

/** Starts a session. */
export function session(core: Lent, first: FirstWords) {
  const { named } = core.aide();
  // The tabs that come later bring theirs, and none is drawn before. Words of a new language take the place of the old.
  let words = first as Words;
  const watchers = new Set<() => void>();
  const votes = new Map<string, Count>();
  // The same as the server has said it last.
  const sure = new Map<string, Count>();
  const turns = new Map<string, Promise<unknown>>();
  const who = visitor(core, (other) => {
    // The lists load again, with what this person has voted for.
    votes.clear();
    sure.clear();
    it.made++;
    if (other) {
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
      putBack();
      changed();
      if (refused && votedOn(refused.of))
        it.announce(`${it.say("voteFailed")} ${it.say("refusedNow", { why: refused.refused as string })}`);
    },
    () => core.memory().sub,
  );
  /** Sends a call; what the server says of a vote is noted, also when it waited for that. */
  async function send(call: Call) {
    const out = await who.send<VoteOut>(call);
    const id = votedOn(call.path);
    if (id) sure.set(id, { voted: out.voted, votes: out.votes });
    return out;
  }
  /** Shows votes that the server has refused for good, here or in another tab, as they were. */
  function putBack() {
    for (const { of, refused } of box.all()) {
      const id = refused && votedOn(of);
      if (!id) continue;
      const was = sure.get(id);
      if (was) votes.set(id, was);
      else votes.delete(id);
    }
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
    /** The visitor's vote on a request and the count, as last known here. */
    vote(request: WidgetRequest) {
      return votes.get(request.id) ?? { voted: request.voted, votes: request.votes };
    },
    /** Votes or takes the vote back: shown at once, taken back if it does not get through. */
    async toggle(request: WidgetRequest, place: Place) {
      const before = it.vote(request);
      if (!sure.has(request.id)) sure.set(request.id, before);
      const voted = !before.voted;
      const now = { voted, votes: before.votes + (voted ? 1 : -1) };
      votes.set(request.id, now);
      it.announce(it.say(voted ? "votedNow" : "unvotedNow", { title: request.title }));
      const path = `/requests/${request.id}/vote`;
      const call: Call = voted
        ? { method: "PUT", path, body: placed(core, place) }
        : { method: "DELETE", path };
      const out = await inTurn<VoteOut>(call, request.title, path);
      if (!out) return;
      const { last } = out;
      if (out.state === "sent") {
        const { voted, votes: count } = out.data;
        if (last) votes.set(request.id, { voted, votes: count });
        core.emit("voted", { request: request.id, voted, votes: count });
        return changed();
      }
      if (last) votes.set(request.id, out.state === "failed" ? (sure.get(request.id) ?? before) : now);
      it.announce(out.state === "failed" ? `${it.say("voteFailed")} ${out.text}` : out.text);
    },
    /** The visitor's current answer for a place. */
    answer: (place: Place): Kept | undefined => core.memory().answers?.[named(place)],
    /** Answers, or changes the answer; gives a sentence when it did not arrive. */
    async reply(place: Place, kept: Kept, comment?: string): Promise<string | undefined> {
      const before = it.answer(place);
      const name = named(place);
      const put = (next: Kept | undefined) => {
        core.keep(({ answers = {} }) => {
          const { [name]: _, ...others } = answers;
          // The newest hundred are enough for what one person comes back to.
          const rest = Object.fromEntries(Object.entries(others).slice(-99));
          return { answers: next ? { ...rest, [name]: next } : rest };
        });
        changed();
      };
      put(kept);
      const text = core.aide().lines(comment ?? "", it.config?.limits.comment ?? 2000);
      const body = { ...placed(core, place), ...kept, ...(text && { comment: text }) };
      const call: Call = { method: "PUT", path: "/answers", body };
      const out = await inTurn(call, core.short().question, `answer ${name}`);
      if (!out) return undefined;
      if (out.state === "failed" && out.last) put(before);
      if (out.state === "sent") core.emit("answered", { ...body, screen: place.route });
      return out.state === "sent" ? undefined : out.text;
    },
    /** Keeps what is on its way, and what is remembered: the page may be about to go. */
    hide() {
      core.rush();
      box.pack();
    },
    /** Follows what another tab has written. */
    heard({ key, oldValue, newValue }: StorageEvent) {
      if (key === null) who.heard("{}", null);
      else if (key === `yousaid:${core.key}`) who.heard(oldValue, newValue);
      if (key === name) putBack();
      if (!key || key.startsWith(`yousaid:${core.key}`)) changed();
    },
  };
  return it;
}
