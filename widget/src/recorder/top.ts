// Finds where the launcher can be seen and clicked, whatever the host does to its body.
// Refuses to stay below a modal dialog of the host, where everything is inert.

/** The element that the launcher belongs into now. */
export function home(): Element {
  const modal = "dialog:modal";
  // Nothing but the topmost modal dialog can be hit, which may be in a shadow root.
  const hit = document.querySelector("[open]") && document.elementFromPoint(0, 0);
  // Else the root holds it, which no router swaps and no style of the body moves.
  return hit?.closest(modal) ?? hit?.shadowRoot?.querySelector(modal) ?? document.documentElement;
}
