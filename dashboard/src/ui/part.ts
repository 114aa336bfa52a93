// The part of a page that an address names after its "#": it is scrolled to and takes the focus once it is there.
// Browsers do it only for what is in the page when the page loads.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";

/** The element for a part; `ready` once it has its content. */
export function usePart<E extends HTMLElement>(name: string, ready = true): RefObject<E | null> {
  const { url } = useLocation();
  const element = useRef<E>(null);
  useEffect(() => {
    // The router leaves the part out of the address that the page was loaded with.
    if (!ready || location.hash !== `#${name}`) return;
    element.current?.scrollIntoView({ block: "start" });
    element.current?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
  }, [url, ready]);
  return element;
}
