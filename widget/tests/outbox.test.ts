// Nothing that was sent is lost, and nothing arrives twice, whatever other tabs do.
import { Problem } from "@yousaid/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { shared } from "../src/base/shared";
import { alone } from "../src/panel/state/alone";
import { outbox, type Submission } from "../src/panel/state/outbox";
import type { Call } from "../src/panel/state/visitor";

let held: Map<string, string>;
beforeEach(() => {
  held = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const submission = (once: string, more: Partial<Submission> = {}): Submission => ({
  method: "POST",
  path: "/reports",
  body: { title: once },
  once,
  title: once,
  at: 0,
  ...more,
});
const dead = new Problem({ status: 0, code: "network", detail: "The server could not be reached." });
const refusal = new Problem({ status: 422, code: "invalid", detail: "The title is empty." });
const boxes: { stop(): void }[] = [];
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop();
});

/** An outbox as a tab has it. */
function tab(send: (call: Call) => Promise<unknown>, me?: () => string | undefined) {
  const box = outbox("box", shared<Submission[]>("box", []), send, undefined, me);
  boxes.push(box);
  return box;
}

test("what could not be sent outlives the page and is sent once with its own key", async () => {
  await tab(() => Promise.reject(dead)).add(submission("a"));
  const sent: Call[] = [];
  const next = tab(async (call) => void sent.push(call));
  await Promise.all([next.flush(), next.flush()]);
  expect(sent).toEqual([{ method: "POST", path: "/reports", body: { title: "a" }, once: "a" }]);
  expect(held.has("box")).toBe(false);
});

test("what two tabs keep is all kept, and one of them sends it", async () => {
  const sent: string[] = [];
  const send = async (call: Call) => void sent.push(call.once ?? "");
  const [one, two] = [tab(send), tab(send)];
  await Promise.all([one.add(submission("a")), two.add(submission("b")), one.add(submission("c"))]);
  for (const box of [one, two])
    expect(
      box
        .all()
        .map(({ once }) => once)
        .sort(),
    ).toEqual(["a", "b", "c"]);
  await Promise.all([one.flush(), two.flush()]);
  await two.flush();
  expect(sent.sort()).toEqual(["a", "b", "c"]);
  expect(one.all()).toEqual([]);
});

test("what another tab keeps while this one sends stays", async () => {
  let go = () => {};
  const one = tab(() => new Promise<void>((done) => (go = done)));
  await one.add(submission("a"));
  const flushed = one.flush();
  await tab(() => Promise.reject(dead)).add(submission("b", { refused: "no" }));
  await vi.waitFor(() => {
    go();
    expect(one.all().map(({ once }) => once)).toEqual(["b"]);
  });
  await flushed;
});

test("a closed door stops the round and keeps everything in order", async () => {
  const tries: string[] = [];
  const box = tab((call) => {
    tries.push(call.once ?? "");
    return Promise.reject(dead);
  });
  await box.add(submission("a"));
  await box.add(submission("b"));
  await box.flush();
  expect(tries).toEqual(["a"]);
  expect(box.all().map(({ once }) => once)).toEqual(["a", "b"]);
});

test("what the server refuses is kept with its reason, not tried again, and does not block the rest", async () => {
  const tries: string[] = [];
  const box = tab((call) => {
    tries.push(call.once ?? "");
    return call.once === "a" ? Promise.reject(refusal) : Promise.resolve();
  });
  await box.add(submission("a"));
  await box.add(submission("b"));
  await box.flush();
  await box.flush();
  expect(tries).toEqual(["a", "b"]);
  expect(box.all()).toMatchObject([{ once: "a", refused: "The title is empty." }]);
  await box.drop("a");
  expect(box.all()).toEqual([]);
});

const conflict = (code: string) => new Problem({ status: 409, code, detail: "Shipped takes no votes." });

test.each(["not_votable", "conflict"])(
  "a conflict that stays (%s) does not block what waits behind it",
  async (code) => {
    const tries: string[] = [];
    const told: (string | undefined)[] = [];
    const send = (call: Call) => {
      tries.push(call.once ?? "");
      return call.once === "a" ? Promise.reject(conflict(code)) : Promise.resolve();
    };
    const box = outbox("box", shared<Submission[]>("box", []), send, (lost) => void told.push(lost?.refused));
    boxes.push(box);
    await box.add(submission("a"));
    await box.add(submission("b"));
    await box.flush();
    expect(tries).toEqual(["a", "b"]);
    expect(box.all()).toMatchObject([{ once: "a", refused: "Shipped takes no votes." }]);
    expect(told.filter(Boolean)).toEqual(["Shipped takes no votes."]);
  },
);

test("what the server is still at work on waits and is asked for again", async () => {
  const answers = [conflict("in_flight")];
  const box = tab(async () => {
    const answer = answers.pop();
    if (answer) throw answer;
  });
  await box.add(submission("a"));
  await box.flush();
  expect(box.all()).toMatchObject([{ once: "a" }]);
  expect(box.all()[0]?.refused).toBeUndefined();
  await box.flush();
  expect(box.all()).toEqual([]);
});

test("who must come after what another tab is sending waits for it", async () => {
  let go = () => {};
  const seen: string[] = [];
  const one = tab(() => new Promise<void>((done) => (go = done)).then(() => void seen.push("sent")));
  await one.add(submission("a"));
  const flushed = one.flush();
  const two = tab(() => Promise.resolve());
  await two.flush();
  const after = two.flush(true).then(() => void seen.push("after"));
  expect(seen).toEqual([]);
  await vi.waitFor(() => {
    go();
    expect(seen).toEqual(["sent", "after"]);
  });
  await Promise.all([flushed, after]);
});

test("a lease that another tab has taken meanwhile is not given back in its name", async () => {
  vi.stubGlobal("navigator", {});
  await alone("work", async () => {
    expect(held.get("work:lease")).toBeDefined();
    held.set("work:lease", "other 9999999999999");
  });
  expect(held.get("work:lease")).toBe("other 9999999999999");
  held.delete("work:lease");
  await alone("work", async () => {});
  expect(held.has("work:lease")).toBe(false);
});

test("rounds that fail are an hour apart at most, and soon again after one that succeeds", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", {});
  let down = true;
  const times: number[] = [];
  const box = tab(async () => {
    times.push(Date.now());
    if (down) throw dead;
  });
  const start = Date.now();
  await box.add(submission("a"));
  await vi.advanceTimersByTimeAsync(12 * 3_600_000);
  const gaps = times.map((time, i) => Math.round((time - (times[i - 1] ?? start)) / 1000));
  expect(gaps.slice(0, 4)).toEqual([2, 2, 4, 8]);
  expect(gaps.slice(-3)).toEqual([3600, 3600, 3600]);
  // Something new is tried soon, however long the rest has waited.
  await box.add(submission("b"));
  down = false;
  const before = times.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(times.length - before).toBe(2);
  expect(box.all()).toEqual([]);
  down = true;
  await box.add(submission("c"));
  await vi.advanceTimersByTimeAsync(7_000);
  expect(times.length - before).toBe(4);
});

test("without storage it waits in the page, and is told so", async () => {
  vi.stubGlobal("localStorage", undefined);
  const box = tab(() => Promise.resolve());
  expect(await box.add(submission("a"))).toBe(false);
  expect(box.all()).toHaveLength(1);
  await box.flush();
  expect(box.all()).toEqual([]);
});

test("storage that is full or holds something else changes nothing", async () => {
  vi.stubGlobal("localStorage", {
    getItem: () => "rubbish",
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => {},
  });
  const box = tab(() => Promise.reject(dead));
  expect(await box.add(submission("a"))).toBe(false);
  expect(box.all()).toHaveLength(1);
});

test("twenty wait; one more is not taken, and none of those that were promised goes", async () => {
  const box = tab(() => Promise.reject(dead));
  for (let i = 0; i < 20; i++) expect(await box.add(submission(String(i)))).toBe(true);
  expect(await box.add(submission("one more"))).toBeUndefined();
  // The same thing waits once, and takes no second place.
  expect(await box.add(submission("7"))).toBe(true);
  expect(
    box
      .all()
      .map(({ once }) => Number(once))
      .sort((a, b) => a - b),
  ).toEqual([...Array(20).keys()]);
});

test("twenty of each person wait, and sixty of all who use the browser", async () => {
  let me = "ada";
  const box = tab(
    () => Promise.reject(dead),
    () => me,
  );
  for (me of ["ada", "bob", "cyd"]) {
    for (let i = 0; i < 20; i++) expect(await box.add(submission(`${me} ${i}`, { sub: me }))).toBe(true);
    expect(await box.add(submission(`${me} more`, { sub: me }))).toBeUndefined();
  }
  me = "dan";
  expect(box.all()).toEqual([]);
  expect(await box.add(submission("dan", { sub: me }))).toBeUndefined();
});

test("what belongs to one person is neither shown nor sent as another's", async () => {
  let me: string | undefined = "ada";
  const sent: string[] = [];
  const box = tab(
    async (call) => void sent.push(call.once ?? ""),
    () => me,
  );
  await box.add(submission("a", { sub: "ada" }));
  me = "bob";
  expect(box.all()).toEqual([]);
  await box.flush();
  me = "ada";
  await box.flush();
  expect(sent).toEqual(["a"]);
});

test("a newer wish for the same thing takes the place of the one that waits", async () => {
  const box = tab(() => Promise.reject(dead));
  await box.add(submission("a", { of: "/requests/1/vote" }));
  await box.add(submission("b"));
  // Another person's wish for it is not this one's to let go.
  await shared<Submission[]>("box", []).edit((held) => [
    ...held,
    submission("c", { of: "/requests/1/vote", sub: "ada" }),
  ]);
  const newer = submission("d", { of: "/requests/1/vote" });
  box.begin(newer);
  await expect(box.send(newer)).rejects.toBe(dead);
  expect(shared<Submission[]>("box", []).get()).toMatchObject([{ once: "b" }, { once: "c" }]);
});

test("what was persisted while it waited for its turn stays when the older one goes", async () => {
  const box = tab(() => Promise.reject(dead));
  await box.add(submission("a", { of: "/requests/1/vote" }));
  const newer = submission("b", { of: "/requests/1/vote" });
  box.begin(newer);
  box.pack();
  await expect(box.send(newer)).rejects.toBe(dead);
  expect(box.all()).toMatchObject([{ once: "b" }]);
});

test("what fails while its page unloads is persisted at every moment", async () => {
  const moments: string[][] = [];
  const stored = () =>
    shared<Submission[]>("box", [])
      .get()
      .map(({ once }) => once);
  const set = (change: () => void) => {
    change();
    moments.push(stored());
  };
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => set(() => held.set(name, value)),
    removeItem: (name: string) => set(() => held.delete(name)),
  });
  let fail = (_: Problem) => {};
  const box = tab(() => new Promise((_, no) => (fail = no)));
  const mine = submission("a");
  box.begin(mine);
  const sent = box.send(mine);
  // The page is hidden, what it was sending is cut off, and its script may end after any step.
  box.pack();
  fail(dead);
  await expect(sent).rejects.toBe(dead);
  await box.add(mine);
  expect(moments.filter((once) => once.length !== 1)).toEqual([]);
  expect(box.all()).toHaveLength(1);
});

test("what was persisted while its page was hidden keeps its place in a full outbox", async () => {
  const box = tab(() => Promise.reject(dead));
  for (let i = 0; i < 20; i++) await box.add(submission(String(i)));
  const mine = submission("a");
  box.begin(mine);
  box.pack();
  await expect(box.send(mine)).rejects.toBe(dead);
  expect(await box.add(mine)).toBe(true);
  expect(box.all()).toHaveLength(21);
});

test("what has failed but was not added yet is persisted when the page unloads", async () => {
  const box = tab(() => Promise.reject(dead));
  const mine = submission("a");
  box.begin(mine);
  await expect(box.send(mine)).rejects.toBe(dead);
  box.pack();
  expect(shared<Submission[]>("box", []).get()).toMatchObject([{ once: "a" }]);
});
