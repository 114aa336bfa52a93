// Notices what is typed, in memory only, so that it can be masked where the page repeats it.
// Does not read passwords.
import { editable, secret, textual } from "./fields";
import type { Helpers } from "./helpers";
import { listen } from "./listen";

/** Listens to what is typed until the returned function is called. */
export function typing(helpers: Helpers, ours: (event: Event) => boolean, wanted: () => void): () => void {
  const handle = (event: Event) => {
    try {
      const el = event.composedPath()[0] as HTMLInputElement;
      if (!(el instanceof Element) || ours(event) || !textual(el) || secret(el)) return;
      // Fields fire `input`; other elements may be filled by scripts that listen to keys.
      if (event.type === "keyup" && (el.value !== undefined || editable(el))) return;
      // Queued until the chunk that remembers it is loaded.
      if (helpers.typed) helpers.typed(el, event);
      else if (helpers.waiting.length < 99) helpers.waiting.push([el, el.value ?? el.textContent ?? ""]);
      wanted();
    } catch {
      // What cannot be read cannot be remembered.
    }
  };
  // Typed before this chunk was loaded, or before the page was restored.
  for (const el of document.querySelectorAll<HTMLInputElement>("input,textarea")) {
    if (el.value !== el.defaultValue && !secret(el)) helpers.waiting.push([el, el.value]);
  }
  return listen("input change compositionend keyup", handle);
}
