// Single-key shortcuts, and the switch that turns them off (WCAG 2.1.4).
// Keys have no effect while somebody types, composes, holds a modifier or has a dialog open.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { recall, remember } from "./memory";

/** Whether single keys have an effect; arrows, Enter and Escape always do. */
export const shortcuts = signal(recall("shortcuts") !== "off");

/** Turns single-key shortcuts on or off and keeps the choice. */
export function chooseShortcuts(on: boolean): void {
  shortcuts.value = on;
  remember("shortcuts", on ? "on" : "off");
}

/** What keys do, by `keyOf`; an action that returns false leaves the key to others. */
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

/** Starts listening; called once. */
export function listen(): void {
  addEventListener("keydown", (event) => {
    // A browser that fills in a form sends keys without a name.
    if (!event.key) return;
    const key = keyOf(event);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // 229 is a key that an input method has handled.
    if (event.isComposing || event.keyCode === 229) return;
    const modal = document.querySelector("dialog[open]:modal, :popover-open");
    if (modal) return;
    const typing = takesText(event.target);
    const closes = key === "Escape" && (event.target as Element).closest("form[data-escape]");
    if (typing && key === "Escape" && !closes) {
      // Leaving a field first, then the page: two presses, as people expect.
      (event.target as HTMLElement).blur();
      return;
    }
    if (typing && !closes) return;
    if (key.length === 1 && !shortcuts.value) return;
    const deepest = [...maps]
      .reverse()
      .sort((a, b) => Number(b.depth === "pane") - Number(a.depth === "pane"));
    for (const map of deepest) {
      const act = map.current[key];
      if (act && act(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  });
}
