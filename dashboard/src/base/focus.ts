// Where the focus goes when the element that holds it is taken away: to what stands in its place, never to the top of the page.
// It refuses to move a focus that somebody or something else has already put elsewhere.

const focusable =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]";

const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

/** The first element in or at `place` that can take the focus. */
function firstFocusable(place: Node | null): HTMLElement | undefined {
  if (!(place instanceof HTMLElement) || !isVisible(place)) return undefined;
  if (place.matches(focusable)) return place;
  return [...place.querySelectorAll<HTMLElement>(focusable)].find(isVisible);
}

/** The same link where the page around it was made again, or the content of the new page. */
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
  // A removed element knows no parents any more, so they are noted while it has them.
  let ancestors: Element[] = [];
  document.addEventListener("focusin", (event) => {
    held = event.target as Element;
    ancestors = [];
    for (let one = held.parentElement; one && one !== document.body; one = one.parentElement)
      ancestors.push(one);
  });
  new MutationObserver((records) => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const lost = held;
    const record = records.find((one) => [...one.removedNodes].some((node) => node.contains(lost)));
    held = null;
    const near = record?.target.isConnected
      ? (firstFocusable(record.nextSibling) ?? firstFocusable(record.previousSibling))
      : undefined;
    // Outside of the content stands the frame, whose first link is no place to be sent to.
    const outer = ancestors.filter((one) => one.isConnected && one.closest("main")).map(firstFocusable);
    const next = near?.closest("main, dialog") ? near : outer.find((one) => one !== undefined);
    (next ?? fallback(lost))?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}
