// Finds where the launcher can be seen and clicked, whatever the host does to its body: inside an open modal dialog of
// the host, since everything else is inert.

/** The element that the launcher belongs in now. */
export function home(): Element {
  const modal = "dialog:modal";
  // Only the topmost modal dialog can be hit, which may be in a shadow root.
  const hit = document.querySelector("[open]") && document.elementFromPoint(0, 0);
  // Otherwise the root element, which no router replaces and no style of the body moves.
  return hit?.closest(modal) ?? hit?.shadowRoot?.querySelector(modal) ?? document.documentElement;
}
