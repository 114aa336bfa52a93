// Acting on requests: the one place that sends an action of triage. The list shows it at once and takes it back if the server
// refuses; what was done can be undone, the latest first.
// Does not ask: pages collect what an action needs. Never hides a refusal: it is named until somebody dismisses it.
import { batch, signal } from "@preact/signals";
import { announce } from "../base/announce";
import type { Action, RankedRequest, Refusal, TriageDone } from "../base/types";
import { t } from "../words/texts";
import { asProblem, requests, triage } from "./api";
import { sending } from "./drafts";
import type { Paged } from "./paged";
import { plainly } from "./plain";

type Row = RankedRequest;
/** The list that an action changes, or none. */
export type Acted = Pick<Paged<Row>, "items" | "own" | "fits" | "asked"> | null;

/** A request that an action or its undo did not change, and why. */
export type Refused = { id: string; number: number; title: string; detail: string };

/** What was refused, until it is dismissed or done after all. */
export const refused = signal<Refused[]>([]);

/** What pages hear of actions. */
export type Listener = {
  /** Rows left the list; `next` is the row after the first of them. */
  left?: (ids: ReadonlySet<string>, next: string | null) => void;
  /** An undo put these requests back. */
  back?: (ids: string[]) => void;
  /** The server has done it: these are the newest values. */
  done?: (rows: Row[]) => void;
};

const listeners = new Set<Listener>();

/** Listens to actions until the returned function is called. */
export function onActs(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const tell = (say: (listener: Listener) => void) => {
  for (const listener of listeners) say(listener);
};

/** An action that was done or is being sent. */
type Entry = {
  project: string;
  list: Acted;
  action: Action;
  text: string;
  /** The requests before and after it. */
  before: Row[];
  after: Row[];
  /** The ids of the list before it: a row comes back to its place among them, as long as the list shows the same query. */
  order: string[];
  asked: number;
  /** The changes that an undo names; none if nothing was done. */
  changes: Promise<string[]>;
};

/** How many requests one call may name. */
const maxAtOnce = 100;
const maxUndos = 100;
type Undo = Entry | { project: string; forGood: string } | { project: string; takeBack: () => void };
let undos: Undo[] = [];

// The newest version of each request that an answer named: the next action may come before the list has it.
const versions = new Map<string, number>();
// What is being sent about each request: the next action on it waits.
const running = new Map<string, Promise<unknown>>();

/** What a request looks like after an action, as far as that is known before the answer; `name` is that of the member. */
function expected(row: Row, action: Action, name: string): Row {
  switch (action.type) {
    case "decide":
      return { ...row, status: action.status, snoozed: null };
    case "merge":
      return { ...row, status: "merged", snoozed: null };
    case "snooze":
      return { ...row, snoozed: { until: action.until ?? null, votes: row.votes + (action.votes ?? 0) } };
    case "wake":
      return { ...row, snoozed: null };
    case "assign":
      return { ...row, assignee: action.member ? { id: action.member, name } : null };
    case "tag": {
      const kept = row.tags.filter((tag) => !action.remove?.includes(tag));
      return { ...row, tags: [...new Set([...kept, ...(action.add ?? [])])].sort() };
    }
    case "effort":
      return { ...row, effort: action.points };
    case "due":
      return { ...row, due: action.day };
  }
}

/**
 * Does an action on requests. `name` is what the request that others are merged into, or the member, is called.
 * Resolves when the server has answered, also where it refused.
 */
export async function act(
  project: string,
  list: Acted,
  action: Action,
  items: Row[],
  name = "",
): Promise<TriageDone> {
  if (items.length === 0) return { done: [], refused: [] };
  const shown = new Map(list?.items.peek().map((row) => [row.id, row]));
  const before = items.map((item) => shown.get(item.id) ?? item);
  const text = t.acts.done(action, before, name);
  const after = before.map((row) => expected(row, action, name));
  const waits = before.map((row) => running.get(row.id));
  const sent = Promise.allSettled(waits).then(() => send(project, action, before));
  const changes = sent.then((answer) => answer.changes);
  const [order, asked] = [[...shown.keys()], list?.asked() ?? 0];
  const entry: Entry = { project, list, action, text, before, after, order, asked, changes };
  undos = [...undos, entry].slice(-maxUndos);
  put(entry, after);
  announce(text, () => void undo(entry));

  const answer = await settled(before, sent);
  const isDone = new Set(answer.done.map((row) => row.id));
  entry.before = before.filter((row) => isDone.has(row.id));
  entry.after = answer.done;
  if (answer.done.length === 0) {
    undos = undos.filter((one) => one !== entry);
    announce(t.acts.refused(before.length));
  }
  const isUndone = !undos.includes(entry);
  if (!isUndone) put(entry, answer.done);
  refuse(entry, before, answer.refused);
  return answer;
}

/**
 * Does the action of a form on one request. Nothing is shown before the answer, the version is that of the row, and a problem is
 * thrown: the form shows it. `taken` is told first what the request is now; where it returns true, because something was typed
 * since, the request stays in the list, and so open.
 */
export async function actFromForm(
  project: string,
  list: Acted,
  action: Action,
  row: Row,
  taken: (now: Row) => boolean,
): Promise<void> {
  const answer = await triage.act(project, { action, requests: [{ id: row.id, version: row.version }] });
  const [now] = answer.done;
  const stays = now !== undefined && taken(now);
  const text = t.acts.done(action, [row], "");
  const order = (list?.items.peek() ?? []).map(({ id }) => id);
  const changes = Promise.resolve([answer.change]);
  const entry: Entry = {
    ...{ project, list, action, text, order, changes },
    before: [row],
    after: answer.done,
    asked: list?.asked() ?? 0,
  };
  undos = [...undos, entry].slice(-maxUndos);
  await settled([row], Promise.resolve(answer));
  put(entry, answer.done, stays);
  if (!stays) announce(text, () => void undo(entry));
}

/** What undoes the latest action on a request, if that was a decision made on this page; null otherwise. */
export function undoDecision(request: string): (() => void) | null {
  const entry = undos.findLast((one) => "before" in one && one.before.some((row) => row.id === request));
  return entry && "action" in entry && entry.action.type === "decide" ? () => void undo(entry) : null;
}

/** Forgets what was done: it belongs to one member. */
export function forgetActs(): void {
  undos = [];
  versions.clear();
  refused.value = [];
}

/** Notes something that was done for good: the next undo says so instead of taking back what was done before it. */
export function doneForGood(project: string, text: string): void {
  undos = [...undos, { project, forGood: text }];
}

/** Notes how something is undone that is no action of triage; returns what undoes it, once. */
export function noteUndo(project: string, takeBack: () => void): () => void {
  const undo = () => {
    if (!undos.includes(entry)) return;
    undos = undos.filter((one) => one !== entry);
    takeBack();
  };
  const entry = { project, takeBack: undo };
  undos = [...undos, entry].slice(-maxUndos);
  return undo;
}

/** The newest version of a request that is known. */
export const versionOf = (row: Row): number => Math.max(row.version, versions.get(row.id) ?? 0);

/**
 * Prepares for rows to leave a list, whose order now counts. The returned function takes them out, and returns one that puts them
 * back to their places.
 */
export function takeOut(list: Acted): (rows: Row[]) => () => void {
  const order = (list?.items.peek() ?? []).map(({ id }) => id);
  const asked = list?.asked() ?? 0;
  return (rows) => {
    const gone = new Set(rows.map((row) => row.id));
    const first = order.findIndex((id) => gone.has(id));
    const stays = (id: string) => !gone.has(id);
    // A link may have opened a request that is not in the list.
    const next =
      first < 0 ? null : (order.slice(first).find(stays) ?? order.slice(0, first).findLast(stays) ?? null);
    if (list) list.items.value = list.items.peek().filter((row) => stays(row.id));
    tell((one) => one.left?.(gone, next));
    return () => {
      const items = [...(list?.items.peek() ?? [])];
      const here = new Set(items.map((row) => row.id));
      if (list && list.asked() === asked) {
        for (const row of rows) if (!here.has(row.id) && order.includes(row.id)) insert(items, row, order);
        for (const row of rows) list.own(row.id);
        list.items.value = items;
      }
      tell((one) => one.back?.([...gone]));
    };
  };
}

/** Undoes the latest action in a project; false if there is none. */
export function undoLast(project: string): boolean {
  const entry = undos.findLast((one) => one.project === project);
  if (entry && "forGood" in entry) {
    undos = undos.filter((one) => one !== entry);
    announce(entry.forGood);
  } else if (entry && "takeBack" in entry) entry.takeBack();
  else if (entry) void undo(entry);
  else announce(t.acts.nothing);
  return entry !== undefined;
}

async function undo(entry: Entry): Promise<void> {
  if (!undos.includes(entry)) return;
  undos = undos.filter((one) => one !== entry);
  const ids = entry.before.map((row) => row.id);
  put(entry, entry.before);
  tell((one) => one.back?.(ids));
  announce(t.acts.undone(entry.text));
  // The action may still be on its way; where it was refused there is nothing to undo.
  const sent = entry.changes.then((changes) => takeBack(entry, changes));
  const answer = await settled(entry.before, sent);
  put(entry, answer.done);
  refuse(entry, entry.after, answer.refused);
  // Without an answer it can be tried again.
  if (answer.refused.some((one) => one.code === "network")) undos = [...undos, entry];
}

/** Waits for the answer, and tells everybody what was done. */
async function settled<A extends TriageDone>(rows: Row[], sent: Promise<A>): Promise<A> {
  for (const { id } of rows) running.set(id, sent);
  sending.value += 1;
  const answer = await sent;
  sending.value -= 1;
  for (const { id } of rows) if (running.get(id) === sent) running.delete(id);
  for (const row of answer.done) versions.set(row.id, row.version);
  if (refused.peek().length > 0)
    refused.value = refused.peek().filter(({ id }) => !answer.done.some((row) => row.id === id));
  tell((one) => one.done?.(answer.done));
  return answer;
}

/** A problem as the refusal of each request that was sent. */
function refusals(rows: Row[], cause: unknown): Refusal[] {
  const problem = asProblem(cause);
  const detail = plainly(problem);
  return rows.map(({ id }) => ({ id, code: problem.code, detail }));
}

/** Seconds after which a call without an answer is sent again: with its key, so that the server does it once. */
const retries = [1, 3];

/** The answer of a call, sent again while none comes. */
async function answered<A>(call: () => Promise<A>): Promise<A> {
  for (const seconds of retries) {
    try {
      return await call();
    } catch (cause) {
      if (asProblem(cause).code !== "network") throw cause;
      await new Promise((wait) => setTimeout(wait, seconds * 1000));
    }
  }
  return call();
}

/** Sends an action, in as many calls as it takes. Never fails: what was not done is refused. */
async function send(
  project: string,
  action: Action,
  rows: Row[],
): Promise<TriageDone & { changes: string[] }> {
  const total = { done: [] as Row[], refused: [] as Refusal[], changes: [] as string[] };
  for (let from = 0; from < rows.length; from += maxAtOnce) {
    const part = rows.slice(from, from + maxAtOnce);
    const named = part.map(({ id, version }) => ({ id, version: Math.max(version, versions.get(id) ?? 0) }));
    try {
      const answer = await answered(() => triage.act(project, { action, requests: named }));
      total.done.push(...answer.done);
      total.refused.push(...answer.refused);
      total.changes.push(answer.change);
    } catch (cause) {
      total.refused.push(...refusals(part, cause));
    }
  }
  return total;
}

/** Undoes the changes of an action, the last first. Never fails: what was not undone is refused. */
async function takeBack(entry: Entry, changes: string[]): Promise<TriageDone> {
  const total: TriageDone = { done: [], refused: [] };
  let failed: unknown;
  // What has no answer yet can be tried again, and only that.
  const left = new Set(changes);
  for (const change of changes.toReversed()) {
    try {
      const answer = await answered(() => triage.undo(entry.project, change));
      left.delete(change);
      total.done.push(...answer.done);
      total.refused.push(...answer.refused);
    } catch (cause) {
      failed = cause;
    }
  }
  entry.changes = Promise.resolve(changes.filter((change) => left.has(change)));
  const told = new Set([...total.done, ...total.refused].map(({ id }) => id));
  if (failed)
    total.refused.push(
      ...refusals(
        entry.before.filter(({ id }) => !told.has(id)),
        failed,
      ),
    );
  return total;
}

/** Takes back what the list showed too early, names the requests, and reads their newest values. */
function refuse(entry: Entry, shown: Row[], refusals: Refusal[]): void {
  if (refusals.length === 0) return;
  const details = new Map(refusals.map(({ id, detail }) => [id, detail]));
  const rows = shown.filter((row) => details.has(row.id));
  batch(() => {
    put(entry, rows);
    refused.value = [
      ...refused.peek().filter(({ id }) => !details.has(id)),
      ...rows.map(({ id, number, title }) => ({ id, number, title, detail: details.get(id) ?? "" })),
    ];
  });
  for (const { id } of rows.slice(0, 10))
    void requests.one(entry.project, id).then(
      ({ data }) => {
        versions.set(id, data.version);
        put(entry, [data]);
      },
      // The refusal is on the screen; the values follow with the next refresh of the list.
      () => {},
    );
}

/** Shows rows in the list as they are now: those that no longer belong to it leave, unless they stay, and those that do again come back. */
function put({ list, order, asked }: Entry, rows: Row[], stay = false): void {
  if (!list || rows.length === 0) return;
  const before = list.items.peek();
  const values = new Map(rows.map((row) => [row.id, row]));
  const gone = new Set(
    before
      .filter((row) => !stay && !list.fits(values.get(row.id) ?? row) && values.has(row.id))
      .map((row) => row.id),
  );
  const items = before.filter((row) => !gone.has(row.id)).map((row) => ({ ...row, ...values.get(row.id) }));
  const here = new Set(before.map((row) => row.id));
  if (list.asked() === asked)
    for (const row of rows)
      if (!here.has(row.id) && order.includes(row.id) && list.fits(row)) insert(items, row, order);
  for (const row of rows) list.own(row.id);
  list.items.value = items;
  if (gone.size === 0) return;
  const first = before.findIndex((row) => gone.has(row.id));
  const stays = (row: Row) => !gone.has(row.id);
  const next = before.slice(first).find(stays) ?? before.slice(0, first).findLast(stays);
  tell((one) => one.left?.(gone, next?.id ?? null));
}

/** Inserts a row before the first of those that once followed it, or at the end. */
function insert(items: Row[], row: Row, order: string[]): void {
  const followed = new Set(order.slice(order.indexOf(row.id) + 1));
  const at = items.findIndex((item) => followed.has(item.id));
  items.splice(at < 0 ? items.length : at, 0, row);
}
