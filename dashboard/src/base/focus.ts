// Where the focus goes when the element that holds it is taken away: to what stands in its place, never to the top of the page.
// It refuses to move a focus that somebody or something else has already put elsewhere.

const able =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]";

const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true });

/** The first element in or at `place` that can take the focus. */
function within(place: Node | null): HTMLElement | undefined {
  if (!(place instanceof HTMLElement) || !seen(place)) return undefined;
  if (place.matches(able)) return place;
  return [...place.querySelectorAll<HTMLElement>(able)].find(seen);
}

/** The same link where the page around it was made again, or the content of the new page. */
function elsewhere(lost: Element): HTMLElement | undefined {
  const href = lost.getAttribute("href");
  const same = href && document.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`);
  return same && seen(same) ? same : (document.querySelector<HTMLElement>("main[tabindex]") ?? undefined);
}

/** Starts watching; called once. */
export function keepFocus(): void {
  let held: Element | null = null;
  // A removed element knows no parents any more, so they are noted while it has them.
  let above: Element[] = [];
  document.addEventListener("focusin", (event) => {
    held = event.target as Element;
    above = [];
    for (let one = held.parentElement; one && one !== document.body; one = one.parentElement) above.push(one);
  });
  new MutationObserver((records) => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const lost = held;
    const record = records.find((one) => [...one.removedNodes].some((node) => node.contains(lost)));
    held = null;
    const near = record?.target.isConnected
      ? (within(record.nextSibling) ?? within(record.previousSibling))
      : undefined;
    // Outside of the content stands the frame, whose first link is no place to be sent to.
    const outer = above.filter((one) => one.isConnected && one.closest("main")).map(within);
    const next = near?.closest("main, dialog") ? near : outer.find((one) => one !== undefined);
    (next ?? elsewhere(lost))?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}
