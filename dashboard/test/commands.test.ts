// The table of commands: one meaning for each key, and a name for each command.
import { expect, test } from "vitest";
import { commands, commandsOf, keysOf, printedKey } from "../src/base/commands";
import { m } from "../src/words/menus";

test("no key stands for two commands", () => {
  const keys = commands.flatMap(keysOf);
  expect(keys).toEqual([...new Set(keys)]);
});

test("a key that begins a sequence means nothing by itself", () => {
  const firsts = commands.flatMap(keysOf).filter((key) => key.includes(" "));
  for (const key of firsts) expect(commandsOf(key.split(" ")[0] ?? "")).toEqual([]);
});

test("every command has a name", () => {
  for (const command of commands) expect(m.names[command]).toBeTruthy();
});

test("a key is printed as it stands on the keyboard", () => {
  expect(printedKey("g t")).toEqual(["g", "t"]);
  expect(printedKey("X")).toEqual(["Shift", "X"]);
  expect(printedKey("ArrowDown")).toEqual(["↓"]);
});
