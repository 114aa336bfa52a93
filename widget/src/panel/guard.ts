// Keeps what happens in the panel from the host's focus traps, outside-click handlers, scroll locks and shortcuts.
// Refuses to touch any event of the host's own elements.

/** What such handlers of hosts listen to. */
const GUARDED =
  "click contextmenu pointerdown mousedown touchstart touchend keydown keypress keyup focusin focusout paste copy cut";

/** Guards an element with a shadow root until the returned function is called. */
export function guard(host: Element): () => void {
  function stop(event: Event) {
    const [first, ...path] = event.composedPath();
    if (!first || !path.includes(host)) return;
    event.stopImmediatePropagation();
    // Our own listeners are told by a copy that, not being composed, stays in the shadow root. Being a plain event it has
    // no consequences of its own: those of the event itself still follow.
    const copy = new Event(event.type, { bubbles: true, cancelable: true });
    for (const name in event) if (!(name in copy)) Object.assign(copy, { [name]: event[name as "type"] });
    if (!first.dispatchEvent(copy)) event.preventDefault();
  }
  // On the window and in the capture phase: traps that listen in the same phase do so on the document.
  const names = GUARDED.split(" ");
  for (const name of names) addEventListener(name, stop, true);
  // A scroll lock takes the default away, after which nothing could be scrolled in here.
  const quiet = (event: Event) => event.stopPropagation();
  for (const name of ["wheel", "touchmove"]) host.addEventListener(name, quiet, { passive: true });
  return () => {
    for (const name of names) removeEventListener(name, stop, true);
  };
}
