// A write that was not answered keeps its key; an answer, or another text, ends that.
import { Problem } from "@yousaid/sdk";
import { expect, test } from "vitest";
import { attempt } from "../src/data/tries";

const lost = new Problem({ status: 0, code: "network", detail: "" });

/** Sends once and gives the key and whether it was a second try. */
async function sent(what: unknown, failure?: Problem): Promise<[string, boolean]> {
  let seen: [string, boolean] = ["", false];
  const send = async (key: string, again: boolean) => {
    seen = [key, again];
    if (failure) throw failure;
  };
  await attempt(what, send).catch(() => undefined);
  return seen;
}

test("the same write has the same key until an answer comes, and then another", async () => {
  const [first, fresh] = await sent("a", lost);
  expect(fresh).toBe(false);
  expect(await sent("a", lost)).toEqual([first, true]);
  expect(await sent("a")).toEqual([first, true]);
  const [later, again] = await sent("a");
  expect(later).not.toBe(first);
  expect(again).toBe(false);
});

test("another text is another write", async () => {
  const [first] = await sent({ text: "b" }, lost);
  expect((await sent({ text: "c" }, lost))[0]).not.toBe(first);
  expect((await sent({ text: "b" }))[0]).toBe(first);
});

test.each([
  [401, "unauthorized"],
  [429, "too_many_requests"],
  [409, "in_flight"],
  [500, "internal"],
  [503, "unavailable"],
])("a %i (%s) says nothing of the try before, so the key stays", async (status, code) => {
  const what = `${status} ${code}`;
  const [first] = await sent(what, new Problem({ status, code, detail: "" }));
  expect(await sent(what)).toEqual([first, true]);
});

test.each([400, 403, 404, 409, 412, 422])("a %i is an answer", async (status) => {
  const [first] = await sent(status, new Problem({ status, code: "http", detail: "" }));
  expect((await sent(status))[0]).not.toBe(first);
});
