// Listens to the host's page without holding anything up.
// Refuses to be hidden from: it hears of events before the page can stop them.

/** Listens until the returned function is called. */
export function listen(names: string, heard: (event: Event) => void, on: EventTarget = window): () => void {
  const stop = new AbortController();
  for (const name of names.split(" "))
    on.addEventListener(name, heard, { capture: true, passive: true, signal: stop.signal });
  return () => stop.abort();
}
