// The floors of the dashboard: a file imports only from lower floors, and no imports form a cycle.
// It refuses exceptions: what two pages share belongs on a floor below both.
import { expect, test } from "vitest";
import { complaints, type Floors, sources } from "../../tests/imports.mjs";

const floors: Record<string, Floors> = {
  "": [["base"], ["words"], ["data"], ["ui"], ["pages"], ["shell"], ["app"], ["main"]],
  pages: [
    ["props"],
    [
      "account",
      "changelog",
      "comments",
      "proposals",
      "ranking",
      "reports",
      "roadmap",
      "screens",
      "settings",
      "overview",
      "triage",
      "visitors",
    ],
  ],
};
const files = sources(new URL("../src/", import.meta.url));

test("every import of the dashboard leads to a lower floor, and none is part of a cycle", () => {
  expect(complaints(files, floors)).toEqual([]);
});

test("a type-only import of a page by a component is found", () => {
  const planted = { ...files, "ui/planted.tsx": 'import type { PageProps } from "../pages/props";' };
  expect(complaints(planted, floors)).toEqual([
    "ui/planted.tsx imports pages/props.ts, which is not on a lower floor",
  ]);
});

test("a page that imports from another page is found", () => {
  const planted = { ...files, "pages/reports/planted.ts": 'export { Filters } from "../triage/filters";' };
  expect(complaints(planted, floors)).toEqual([
    "pages/reports/planted.ts imports pages/triage/filters.tsx, which is not on a lower floor",
  ]);
});

test("a cycle is found with its path, also through type-only and dynamic imports", () => {
  const planted = {
    ...files,
    "base/one.ts": 'import type { Two } from "./two";',
    "base/two.ts": 'export const two = () => import("./three");',
    "base/three.ts": 'export type Three = typeof import("./one");',
  };
  expect(complaints(planted, floors)).toEqual([
    "base/one.ts → base/two.ts → base/three.ts → base/one.ts is an import cycle",
  ]);
});

test("a folder without a floor is found", () => {
  expect(complaints({ ...files, "util/planted.ts": "" }, floors)).toEqual(["util has no floor"]);
});
