// Puts the launcher where it can be seen and clicked, whatever the host does to its body.
// Refuses to stay below a modal dialog of the host, where everything is inert.

/** Puts the launcher's element where it belongs, its box above everything there; tells whether it was elsewhere. */
export function raise(host: Element, box: HTMLElement): boolean {
  const modal = "dialog:modal";
  // Nothing but the topmost modal dialog can be hit, which may be in a shadow root.
  const hit = document.querySelector("[open]") && document.elementFromPoint(0, 0);
  // Else the root holds it, which no router swaps and no style of the body moves.
  const home = hit?.closest(modal) ?? hit?.shadowRoot?.querySelector(modal) ?? document.documentElement;
  if (host.parentNode === home) return false;
  home.append(host);
  box.showPopover();
  return true;
}
