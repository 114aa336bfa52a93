// Hears when the host may look different: switched themes, style sheets that come, colours that have moved.
// Refuses to look by itself: who is told does.

/** Tells of changes until the returned function is called. */
export function looks(changed: () => void): () => void {
  const stop = new AbortController();
  const on = { capture: true, signal: stop.signal };
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
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", changed, on);
  document.addEventListener("transitionend", (event) => /color/.test(event.propertyName) && look(), on);
  document.addEventListener("load", ({ target }) => target instanceof HTMLLinkElement && look(), on);
  // Some hosts switch it on an element of their own.
  document.addEventListener("click", look, on);
  return () => {
    stop.abort();
    turned.disconnect();
    clearTimeout(due);
  };
}
