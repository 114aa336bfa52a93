// The floors of the SDK, which is a few files: what is generated is at the bottom, the two entries are on top.
// It refuses to let one entry import the other: a server needs nothing of the client.
import { expect, test } from "vitest";
import { complaints, sources } from "../../tests/imports.mjs";

const floors = { "": [["generated", "problem", "unique"], ["types"], ["http"], ["index", "server"]] };
const files = sources(new URL("../src/", import.meta.url));

test("every import of the SDK leads to a lower floor, and none is part of a cycle", () => {
  expect(complaints(files, floors)).toEqual([]);
});

test("a client that imports the entry for servers is found, though its path has another ending", () => {
  expect(complaints({ ...files, "types.ts": 'import "./server.js";' }, floors)).toEqual([
    "types.ts imports server.ts, which is not on a lower floor",
  ]);
});
