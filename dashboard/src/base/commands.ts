// The table of commands and their keys: the one place of each key. The key maps, the sheet of shortcuts, the menus and the palette
// all read it. Does not say what a command does: components give commands a meaning by `useKeys`.

/** Where the sheet of shortcuts lists a command. */
export type Group = "move" | "decide" | "organise" | "select" | "write" | "go";

// "g t" is g, then t; "Mod+k" is Ctrl+K, or Cmd+K on a Mac.
const table = {
  next: ["move", "j", "ArrowDown"],
  previous: ["move", "k", "ArrowUp"],
  open: ["move", "Enter", "o"],
  close: ["move", "Escape"],
  filter: ["move", "/"],
  planned: ["decide", "1"],
  merge: ["decide", "2", "m"],
  declined: ["decide", "3"],
  under_review: ["decide", "4"],
  in_progress: ["decide", "5"],
  shipped: ["decide", "6"],
  snooze: ["decide", "h"],
  decide: ["decide", "d"],
  undo: ["decide", "z"],
  mine: ["organise", "i"],
  assign: ["organise", "a"],
  tag: ["organise", "t"],
  effort: ["organise", "f"],
  due: ["organise", "y"],
  remove: ["organise", "#"],
  select: ["select", "x"],
  range: ["select", "X"],
  all: ["select"],
  create: ["write", "c"],
  edit: ["write", "e"],
  note: ["write", "n"],
  palette: ["go", "Mod+k"],
  help: ["go", "?"],
  overview: ["go", "g h"],
  triage: ["go", "g t"],
  roadmap: ["go", "g o"],
  comments: ["go", "g c"],
  reports: ["go", "g r"],
  changelog: ["go", "g l"],
  proposals: ["go", "g p"],
  screens: ["go", "g s"],
  visitors: ["go", "g v"],
} satisfies Record<string, [Group, ...string[]]>;

/** The name of a command. */
export type Command = keyof typeof table;

/** All commands, in the order in which they are shown. */
export const commands = Object.keys(table) as Command[];

/** The group of a command. */
export const groupOf = (command: Command): Group => table[command][0] as Group;

/** The keys of a command, the usual one first. */
export const keysOf = (command: Command): string[] => table[command].slice(1);

/** The commands that a key stands for. */
export const commandsOf = (key: string): Command[] =>
  commands.filter((command) => keysOf(command).includes(key));

/** Whether this is a Mac, where Cmd is used instead of Ctrl. */
const isMac = () => /Mac|iP(hone|ad)/.test(navigator.platform);

const printed: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  Escape: "Esc",
  X: "Shift X",
};

/** A key as it is printed: "Ctrl K", "g then t" as two. */
export function printedKey(key: string): string[] {
  if (key.startsWith("Mod+")) return [isMac() ? "⌘" : "Ctrl", key.slice(4).toUpperCase()];
  return (printed[key] ?? key).split(" ");
}
