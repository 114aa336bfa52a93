// Single-key shortcuts, and the switch that turns them off (WCAG 2.1.4).
// Keys have no effect while somebody types, composes, holds a modifier or has a dialog open.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Command, commandsOf, keysOf } from "./commands";
import { recall, remember } from "./memory";

/** Whether single keys have an effect; arrows, Enter and Escape always do. */
export const shortcuts = signal(recall("shortcuts") !== "off");

/** Turns single-key shortcuts on or off and keeps the choice. */
export function chooseShortcuts(on: boolean): void {
  shortcuts.value = on;
  remember("shortcuts", on ? "on" : "off");
}

/** What commands do, by name or by key (`keyOf`); an action that returns false leaves the key to others. */
export type Keymap = Record<string, (event: KeyboardEvent) => unknown>;

/** The depth of a key map in the page: the innermost is tried first. */
export type Depth = "page" | "pane";

const maps: { current: Keymap; depth: Depth }[] = [];

/** Gives keys a meaning while the component is shown; the deepest wins, then the latest shown. */
export function useKeys(map: Keymap, depth: Depth = "page"): void {
  const held = useRef({ current: map, depth }).current;
  held.current = map;
  // Before the next paint: a key pressed right after the one that opened this must be handled by it.
  useLayoutEffect(() => {
    maps.push(held);
    return () => {
      maps.splice(maps.indexOf(held), 1);
    };
  }, []);
}

/** Whether an element takes typed text, so that keys belong to it. */
export function takesText(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input:not([type=checkbox], [type=radio], [type=button])");
}

type Pressed = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

// Whether the last letter came from a layout of Latin letters; on others the signs are on other keys, too.
let latin = true;

/**
 * The key as the key maps name it. On a Latin layout the letter counts, wherever its key is;
 * on a layout of other letters the position of the key counts, since "d" cannot be typed there.
 */
export function keyOf({ key, code, shiftKey }: Pressed): string {
  if ([...key].length !== 1) return key;
  const letter = /\p{L}/u.test(key);
  if (letter) latin = /\p{Script=Latin}/u.test(key);
  if (letter && latin) return shiftKey ? key : key.toLowerCase();
  const place = letter && /^Key([A-Z])$/.exec(code)?.[1];
  if (place) return shiftKey ? place : place.toLowerCase();
  if (code === "Slash" && !latin) return shiftKey ? "?" : "/";
  return key;
}

/** Does the first of these names that a map knows; the deepest map is tried first. */
function dispatch(names: string[], event: KeyboardEvent): boolean {
  const deepest = [...maps].reverse().sort((a, b) => Number(b.depth === "pane") - Number(a.depth === "pane"));
  for (const map of deepest)
    for (const name of names) {
      const act = map.current[name];
      if (act && act(event) !== false) return true;
    }
  return false;
}

const namesOf = (command: Command) => [command, ...keysOf(command)];

/** What a command of the page would act on, in words; null if on nothing. */
export const subject = signal<string | null>(null);

/** Whether a command means something on the page as it is. */
export function available(command: Command): boolean {
  return maps.some((map) => namesOf(command).some((name) => name in map.current));
}

/** Runs a command as its key would. */
export function run(command: Command): boolean {
  return dispatch(namesOf(command), new KeyboardEvent("keydown"));
}

let held: KeyboardEvent[] | null = null;
// How often something was about to open: tells whose the kept keys are.
let holds = 0;
// Kept keys that are being given to what has opened; what opens next takes the rest at once.
let left: KeyboardEvent[] = [];

/** Milliseconds for which keys are kept: what has not opened by then does not get them. */
const holdMs = 5_000;

/** Milliseconds within which a key that closed something opens the next. */
const nextMs = 500;

/** Keeps the keys that are pressed from now on for what is about to open. */
export function holdKeys(): void {
  holds += 1;
  held = [...left.splice(0), ...(held ?? [])];
  setTimeout(keysOfNow(), holdMs);
}

/** A function that drops the kept keys, unless something else has been about to open since. */
function keysOfNow(): () => void {
  const mine = holds;
  return () => {
    if (holds === mine) held = null;
  };
}

/**
 * Gives the kept keys to the element that has opened, one after the other as they were pressed, or to nothing. When one of them
 * opens something else, the rest is kept for that.
 */
export async function releaseKeys(to: HTMLElement | null): Promise<void> {
  const mine = holds;
  const keys = held ?? [];
  left = to ? keys : [];
  // What is pressed meanwhile comes after them.
  held = to && keys.length > 0 ? [] : null;
  for (let next = keys.shift(); next && to; next = keys.shift()) {
    if (!to.isConnected) {
      // Closed by a key, which may be about to open something: the rest is for that.
      held = [next, ...keys.splice(0), ...(held ?? [])];
      setTimeout(keysOfNow(), nextMs);
      return;
    }
    const { key, code, shiftKey, ctrlKey, metaKey } = next;
    const event = new KeyboardEvent("keydown", {
      ...{ key, code, shiftKey, ctrlKey, metaKey },
      bubbles: true,
      cancelable: true,
    });
    const isText = to instanceof HTMLInputElement || to instanceof HTMLTextAreaElement;
    if (to.dispatchEvent(event) && isText && key.length === 1 && !ctrlKey && !metaKey) {
      to.setRangeText(key, to.value.length, to.value.length, "end");
      to.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    // What a key changed must be drawn before the next one.
    await new Promise((drawn) => setTimeout(drawn));
    if (holds !== mine) return;
    keys.push(...(held ?? []));
    held = keys.length > 0 ? [] : null;
  }
  if (holds === mine) held = null;
}

// The first key of a sequence, such as g; any other key ends it.
let first: { key: string; at: number } | null = null;
const sequenceMs = 2_000;

/** The names of a key that was pressed, with the sequence that it ends first. */
function namesFor(key: string, at: number): string[] {
  const sequence = first && at - first.at < sequenceMs ? `${first.key} ${key}` : null;
  first = { key, at };
  const found = sequence ? commandsOf(sequence) : [];
  if (found.length > 0) first = null;
  return found.length > 0 ? found : [key, ...commandsOf(key)];
}

/** Starts listening; called once. */
export function listen(): void {
  // Before what is about to open takes the key for itself.
  addEventListener(
    "keydown",
    (event) => {
      if (!held || !event.isTrusted || !event.key || event.isComposing || event.keyCode === 229) return;
      held.push(event);
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  addEventListener("keydown", (event) => {
    // A browser that fills in a form sends keys without a name.
    if (!event.key) return;
    const key = keyOf(event);
    // 229 is a key that an input method has handled.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.altKey) return;
    if (document.querySelector("dialog[open]:modal, :popover-open")) return;
    if (event.ctrlKey || event.metaKey) {
      if (!event.shiftKey && dispatch(commandsOf(`Mod+${key.toLowerCase()}`), event)) event.preventDefault();
      return;
    }
    const typing = takesText(event.target);
    const closes = key === "Escape" && (event.target as Element).closest("form[data-escape]");
    if (typing && key === "Escape" && !closes) {
      // Leaving a field first, then the page: two presses, as people expect.
      (event.target as HTMLElement).blur();
      return;
    }
    if (typing && !closes) return;
    if (key.length === 1 && !shortcuts.value) return;
    if (dispatch(namesFor(key, event.timeStamp), event)) event.preventDefault();
  });
}
