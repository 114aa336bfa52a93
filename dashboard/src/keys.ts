// Single-key shortcuts, and the switch that turns them off (WCAG 2.1.4).
// It refuses to act while somebody types, holds a modifier or has a dialog open.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { recall, remember } from "./memory";

/** Whether single keys act; arrows, Enter and Escape always do. */
export const shortcuts = signal(recall("shortcuts") !== "off");

/** Turns single-key shortcuts on or off and keeps the choice. */
export function chooseShortcuts(on: boolean): void {
  shortcuts.value = on;
  remember("shortcuts", on ? "on" : "off");
}

/** What keys do, by `KeyboardEvent.key`; an action that answers false leaves the key to others. */
export type Keymap = Record<string, (event: KeyboardEvent) => unknown>;

const maps: { current: Keymap }[] = [];

/** Gives keys a meaning while the component is shown; the latest shown wins. */
export function useKeys(map: Keymap): void {
  const held = useRef(map);
  held.current = map;
  useEffect(() => {
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

/** Starts listening; called once. */
export function listen(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const modal = document.querySelector("dialog[open]:modal, :popover-open");
    if (modal) return;
    if (event.key === "Escape" && takesText(event.target)) {
      // Leaving a field first, then the page: two presses, as people expect.
      (event.target as HTMLElement).blur();
      return;
    }
    if (takesText(event.target)) return;
    if (event.key.length === 1 && !shortcuts.value) return;
    for (const map of [...maps].reverse()) {
      const act = map.current[event.key];
      if (act && act(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  });
}
