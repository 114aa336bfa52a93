// Adds passive listeners to the host's page.
// Listens in the capture phase, before the page can stop the events.

/** Listens until the returned function is called. */
export function listen(names: string, handle: (event: Event) => void, on: EventTarget = window): () => void {
  const stop = new AbortController();
  for (const name of names.split(" "))
    on.addEventListener(name, handle, { capture: true, passive: true, signal: stop.signal });
  return () => stop.abort();
}
