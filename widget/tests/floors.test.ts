// The floors of the widget: a file imports only from lower floors, and no imports form a cycle.
// It refuses imports between loader, recorder and panel: each is a chunk of its own, and code that two of them
// import is shipped twice.
import { expect, test } from "vitest";
import { complaints, type Floors, sources } from "../../tests/imports.mjs";

const floors: Record<string, Floors> = {
  "": [["locales"], ["base"], ["unseen"], ["loader", "recorder", "panel"]],
  panel: [["state"], ["parts"], ["tabs"], ["app", "chunks", "guard"], ["panel"]],
};
const files = sources(new URL("../src/", import.meta.url));

test("every import of the widget leads to a lower floor, and none is part of a cycle", () => {
  expect(complaints(files, floors)).toEqual([]);
});

test("a panel that imports the recorder is found", () => {
  const planted = {
    ...files,
    "panel/state/planted.ts": 'import type { Helpers } from "../../recorder/helpers";',
  };
  expect(complaints(planted, floors)).toEqual([
    "panel/state/planted.ts imports recorder/helpers.ts, which is not on a lower floor",
  ]);
});

test("a part of the panel that imports a tab is found", () => {
  const planted = { ...files, "panel/parts/planted.tsx": 'export * from "../tabs/steps";' };
  expect(complaints(planted, floors)).toEqual([
    "panel/parts/planted.tsx imports panel/tabs/steps.tsx, which is not on a lower floor",
  ]);
});

test("two files of the panel that import each other are found", () => {
  const planted = {
    ...files,
    "panel/state/one.ts": 'import { two } from "./two";',
    "panel/state/two.ts": 'import type { One } from "./one";',
  };
  expect(complaints(planted, floors)).toEqual([
    "panel/state/one.ts → panel/state/two.ts → panel/state/one.ts is an import cycle",
  ]);
});
