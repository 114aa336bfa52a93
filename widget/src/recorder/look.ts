// Notices when the host's appearance may have changed: switched themes, loaded style sheets, finished colour transitions.
// Does not measure anything: the caller does.

import { listen } from "./listen";

/** Reports changes until the returned function is called. */
export function looks(changed: () => void): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  // Not postponed by further changes: some pages change their root in every frame.
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
  const handle = ({ type, target, propertyName }: Partial<TransitionEvent>) => {
    // Some hosts switch the theme on another element: then it follows a click.
    if (type === "click" || /color/.test(propertyName ?? "") || target instanceof HTMLLinkElement) look();
  };
  const undo = [
    listen("change", changed, matchMedia("(prefers-color-scheme:dark)")),
    listen("transitionend load click", handle, document),
  ];
  return () => {
    for (const run of undo) run();
    turned.disconnect();
    clearTimeout(due);
  };
}
