// The scroll position of each list, kept for this tab, so that going back shows the same rows again.
// Never fails: where storage is denied, positions last as long as the page.
import type { ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { Paged } from "./paged";

type Position = { top: number; rows: number };

type Listed = Pick<Paged<never>, "reach" | "whole" | "state"> & { items: ReadonlySignal<{ id: string }[]> };

const storageKey = "yousaid.places";
const maxPositions = 50;

const places = new Map<string, Position>(load());

function load(): [string, Position][] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(found) ? found.filter(isStored) : [];
  } catch {
    return [];
  }
}

/** Whether something stored is a list and its position. */
function isStored(entry: unknown): entry is [string, Position] {
  if (!Array.isArray(entry) || typeof entry[0] !== "string") return false;
  const { top, rows } = (entry[1] ?? {}) as Partial<Position>;
  return typeof top === "number" && typeof rows === "number";
}

addEventListener("pagehide", () => {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...places].slice(-maxPositions)));
  } catch {
    // Storage is denied or full: the next page starts at the top.
  }
});

/** Keeps the scroll position of a list, and restores it on back, forward and reload. */
export function usePlace(scroller: RefObject<HTMLElement | null>, key: string, list: Listed): void {
  const { wasPush } = useLocation() as ReturnType<typeof useLocation> & { wasPush: boolean };
  const rows = list.items.value.length;
  // A link leads to the top; back, forward and reload restore the position.
  const wanted = useRef(wasPush ? undefined : places.get(key));
  const shown = useRef(key);
  useEffect(() => {
    if (wanted.current) list.reach(wanted.current.rows);
  }, []);
  useLayoutEffect(() => {
    const at = wanted.current;
    const there = at && (rows >= at.rows || list.whole.value || list.state.value === "failed");
    if (!there || !scroller.current) return;
    wanted.current = undefined;
    scroller.current.scrollTop = at.top;
  });
  useLayoutEffect(() => {
    // Another query is another list.
    if (shown.current !== key && scroller.current) scroller.current.scrollTop = 0;
    shown.current = key;
  }, [key]);
  useEffect(() => {
    const element = scroller.current;
    const keep = () => {
      if (!element || wanted.current || element.clientHeight === 0) return;
      places.delete(shown.current);
      places.set(shown.current, { top: element.scrollTop, rows: list.items.peek().length });
    };
    element?.addEventListener("scroll", keep, { passive: true });
    return () => element?.removeEventListener("scroll", keep);
  }, []);
}
