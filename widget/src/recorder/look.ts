// Hears when the host may look different: switched themes, style sheets that come, colours that have moved.
// Refuses to look by itself: who is told does.

import { listen } from "./listen";

/** Tells of changes until the returned function is called. */
export function looks(changed: () => void): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  // Not put off by further changes: some pages change their root in every frame.
  const look = () => {
    due ??= setTimeout(() => {
      due = undefined;
      follow();
      changed();
    }, 50);
  };
  // Hosts switch theme, direction and language by all kinds of attributes of these two, and routers swap the body.
  const turned = new MutationObserver(look);
  const follow = () => {
    for (const el of [document.documentElement, document.body]) turned.observe(el, { attributes: true });
  };
  follow();
  const heard = ({ type, target, propertyName }: Partial<TransitionEvent>) => {
    // Some hosts switch it on an element of their own: then it follows a click.
    if (type === "click" || /color/.test(propertyName ?? "") || target instanceof HTMLLinkElement) look();
  };
  const undo = [
    listen("change", changed, matchMedia("(prefers-color-scheme:dark)")),
    listen("transitionend load click", heard, document),
  ];
  return () => {
    for (const put of undo) put();
    turned.disconnect();
    clearTimeout(due);
  };
}
