// Where somebody was in a list is kept for the tab, and what else stands in its place breaks nothing.
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** What is kept after a page that began with this in the storage. */
async function kept(text: string | null): Promise<unknown> {
  let hide = () => {};
  let now = text;
  vi.stubGlobal("sessionStorage", {
    getItem: () => now,
    setItem: (_: string, next: string) => {
      now = next;
    },
  });
  vi.stubGlobal("addEventListener", (event: string, heard: () => void) => {
    if (event === "pagehide") hide = heard;
  });
  await import("../src/data/places");
  hide();
  return JSON.parse(now ?? "null");
}

test.each([
  null,
  "",
  "{}",
  "null",
  "7",
  "[7]",
  "rubbish",
  '{"a":1}',
  '[["a"]]',
  '[["a",null]]',
  '[["a",{"top":"1"}]]',
])("a page that finds %s in the storage starts, at the top of every list", async (text) => {
  expect(await kept(text)).toEqual([]);
});

test("places of ours are kept, whatever stands beside them", async () => {
  const place = ["triage p", { top: 40, rows: 30 }];
  expect(await kept(JSON.stringify([place, {}, ["x", 1]]))).toEqual([place]);
});
