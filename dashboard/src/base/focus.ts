// Where the focus goes when the element that holds it is removed: to what replaces it, never to the top of the page.
// Does not move a focus that has already been put elsewhere, nor from a button into a field, where the next key would be text.
import { takesText } from "./keys";

const focusable =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]";

const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

/** The first element in or at `place` that can take the focus; fields only after a field. */
function firstFocusable(place: Node | null, lost: Element): HTMLElement | undefined {
  if (!(place instanceof HTMLElement) || !isVisible(place)) return undefined;
  return [place, ...place.querySelectorAll<HTMLElement>("*")].find(
    (element) => element.matches(focusable) && isVisible(element) && (!takesText(element) || takesText(lost)),
  );
}

/** The same link where the page around it was drawn again, or the content of the new page. */
function fallback(lost: Element): HTMLElement | undefined {
  const href = lost.getAttribute("href");
  const same = href && document.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`);
  return same && isVisible(same)
    ? same
    : (document.querySelector<HTMLElement>("main[tabindex]") ?? undefined);
}

/** Starts watching; called once. */
export function keepFocus(): void {
  let held: Element | null = null;
  // A removed element has no parents any more, so they are recorded while it has them.
  let ancestors: Element[] = [];
  document.addEventListener("focusin", (event) => {
    held = event.target as Element;
    ancestors = [];
    for (
      let ancestor = held.parentElement;
      ancestor && ancestor !== document.body;
      ancestor = ancestor.parentElement
    )
      ancestors.push(ancestor);
  });
  new MutationObserver((records) => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const lost = held;
    const record = records.find((change) => [...change.removedNodes].some((node) => node.contains(lost)));
    held = null;
    const near = record?.target.isConnected
      ? (firstFocusable(record.nextSibling, lost) ?? firstFocusable(record.previousSibling, lost))
      : undefined;
    // Outside of the content is only the frame, whose first link is not a useful target.
    const outer = ancestors
      .filter((element) => element.isConnected && element.closest("main"))
      .map((element) => firstFocusable(element, lost));
    const next = near?.closest("main, dialog") ? near : outer.find((element) => element !== undefined);
    (next ?? fallback(lost))?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}
