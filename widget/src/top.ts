// Puts the launcher where it can be seen and clicked, whatever the host does to its body.
// Refuses to stay below a modal dialog of the host, where everything is inert.

/** Puts the launcher's element where it belongs, and its box above everything that stands there. */
export function raise(host: Element, box: HTMLElement): void {
  let hit: Element | null = null;
  // Nothing but the topmost modal dialog can be hit, which may be in a shadow root: then its host has the same attribute.
  if (document.querySelector("[open]:not(details)")) {
    let tree: DocumentOrShadowRoot | null | undefined = document;
    for (let next = null; tree; tree = hit?.shadowRoot) {
      next = tree.elementFromPoint(0, 0);
      if (next === hit) break;
      hit = next;
    }
  }
  // Else the root holds it, which no router swaps and no style of the body moves.
  const home = hit?.closest("dialog:modal") ?? document.documentElement;
  if (host.parentNode === home) return;
  home.append(host);
  box.popover = "manual";
  box.showPopover?.();
}
