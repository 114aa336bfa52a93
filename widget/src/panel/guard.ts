// Keeps what happens in the panel from the host's focus traps, outside-click handlers, scroll locks and shortcuts.
// Does not touch events of the host's own elements.

/** The events that such handlers of hosts listen to. */
const GUARDED =
  "click contextmenu pointerdown mousedown touchstart touchend keydown keypress keyup focusin focusout paste copy cut";

/** Guards an element with a shadow root until the returned function is called; `away` hears that something else is used. */
export function guard(host: Element, away: () => void): () => void {
  function stop(event: Event) {
    const [first, ...path] = event.composedPath();
    if (!first || !path.includes(host)) return away();
    event.stopImmediatePropagation();
    // Our own listeners get a copy that is not composed, so it stays in the shadow root. As a plain event it has no default
    // action: that of the original event still follows.
    const copy = new Event(event.type, { bubbles: true, cancelable: true });
    for (const name in event) if (!(name in copy)) Object.assign(copy, { [name]: event[name as "type"] });
    if (!first.dispatchEvent(copy)) event.preventDefault();
  }
  // On the window in the capture phase: focus traps that use the same phase listen on the document.
  const names = GUARDED.split(" ");
  for (const name of names) addEventListener(name, stop, true);
  // A scroll lock prevents the default action, after which nothing could be scrolled in the panel.
  const quiet = (event: Event) => event.stopPropagation();
  for (const name of ["wheel", "touchmove"]) host.addEventListener(name, quiet, { passive: true });
  return () => {
    for (const name of names) removeEventListener(name, stop, true);
  };
}
