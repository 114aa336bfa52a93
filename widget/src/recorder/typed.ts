// Notices where something is typed, so that no echo of it is recorded: in memory alone.
// Refuses to look at passwords.
import { editable, secret, textual } from "./fields";
import type { Lent } from "./lent";
import { listen } from "./listen";

/** Listens to what is typed until the returned function is called. */
export function typing(lent: Lent, ours: (event: Event) => boolean, wanted: () => void): () => void {
  const heard = (event: Event) => {
    try {
      const el = event.composedPath()[0] as HTMLInputElement;
      if (!(el instanceof Element) || ours(event) || !textual(el) || secret(el)) return;
      // Fields tell of their input; other elements may be filled by scripts that listen to keys.
      if (event.type === "keyup" && (el.value !== undefined || editable(el))) return;
      // Until the chunk that remembers it has come, it waits here.
      if (lent.typed) lent.typed(el, event);
      else if (lent.waiting.length < 99) lent.waiting.push([el, el.value ?? el.textContent ?? ""]);
      wanted();
    } catch {
      // What cannot be read cannot be remembered.
    }
  };
  // Before this chunk came, or before the page was restored.
  for (const el of document.querySelectorAll<HTMLInputElement>("input,textarea")) {
    if (el.value !== el.defaultValue && !secret(el)) lent.waiting.push([el, el.value]);
  }
  return listen("input change compositionend keyup", heard);
}
