// Remembers what was typed on this page and masks it wherever it is repeated: in names, messages, addresses and titles.
// Does not mask the single words of a long text: the page may use them all.

/** A word; in scripts without spaces between words, a single character. */
const TOKEN =
  /[\p{Ideographic}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\uac00-\ud7af]|[\p{L}\p{N}\p{M}]+/gu;

/** How many texts are remembered, and how much of each. */
const MAX_TEXTS = 60;
const MAX_TEXT_CHARS = 20_000;

/** A memory of what was typed. */
export function memory() {
  const held: { on: object; text: string }[] = [];
  let run: { on?: Element; text: string; key: object } = { text: "", key: {} };
  let stale = false;
  let words = new Set<string>();
  let pairs = new Set<string>();

  /** Remembers a text; further typing or deleting updates it. */
  function remember(on: object, typed: string) {
    const text = typed.slice(0, MAX_TEXT_CHARS);
    if (!text.trim()) return;
    stale = true;
    const last = held.findLast((item) => item.on === on);
    if (last) {
      const least = Math.min(text.length, last.text.length);
      let same = 0;
      while (same < least && text[same] === last.text[same]) same++;
      let end = 0;
      while (end < least - same && text.at(-1 - end) === last.text.at(-1 - end)) end++;
      if (same + end === least) {
        if (text.length > least) last.text = text;
        return;
      }
    }
    held.push({ on, text });
    if (held.length > MAX_TEXTS) held.shift();
  }

  /** The line around the caret: the rest was remembered when it was typed. */
  function line(text: string, caret: number): string {
    const start = text.lastIndexOf("\n", caret - 1) + 1;
    const end = text.indexOf("\n", caret);
    const from = Math.max(start, Math.floor(caret / 1000) * 1000 - 1000);
    return text.slice(from, Math.min(end < 0 ? text.length : end, from + 2000));
  }

  /** The content of a field; of long texts the line that is being typed in. */
  function read(el: Element, typing: boolean): string {
    if (el instanceof HTMLSelectElement)
      return Array.from(el.selectedOptions, (option) => option.text).join(" ");
    if (el instanceof HTMLInputElement && el.type === "file") {
      return Array.from(el.files ?? [], (file) => file.name).join(" ");
    }
    if (el instanceof HTMLInputElement) return el.value;
    if (el instanceof HTMLTextAreaElement) return typing ? line(el.value, el.selectionStart) : el.value;
    const { anchorNode, anchorOffset } = getSelection() ?? {};
    const near = typing && anchorNode instanceof Text && el.contains(anchorNode);
    return near ? line(anchorNode.data, anchorOffset ?? 0) : (el.textContent ?? "");
  }

  function build() {
    stale = false;
    words = new Set();
    pairs = new Set();
    for (const { text, on } of held) {
      const found = text.match(TOKEN) ?? [];
      // Single words of a longer text, or of a selection list, are too common to be masked alone.
      const short = found.length < (on instanceof HTMLSelectElement ? 2 : 7);
      for (const [i, raw] of found.entries()) {
        const word = raw.toLowerCase();
        if (i) pairs.add(`${found[i - 1]?.toLowerCase()} ${word}`);
        const least = /\d|\p{Lu}/u.test(raw) || found.length === 1 ? 3 : 4;
        if (raw.length >= least && (short || /\d/.test(raw))) words.add(word);
      }
    }
  }

  /** The text with what was typed on this page masked. */
  function hidden(text: string): string {
    const found = Array.from(text.matchAll(TOKEN));
    const lower = found.map(([word]) => word.toLowerCase());
    const marked = found.map((match, i) => {
      const word = lower[i] as string;
      const cut = /^\s?(…|\.\.)/.test(text.slice((match.index ?? 0) + word.length));
      return (
        words.has(word) ||
        pairs.has(`${lower[i - 1]} ${word}`) ||
        pairs.has(`${word} ${lower[i + 1]}`) ||
        (cut &&
          [...words, ...pairs].some(
            (typed) => typed.startsWith(word) || typed.startsWith(`${lower[i - 1]} ${word}`),
          ))
      );
    });
    let out = "";
    let end = 0;
    for (const [i, [word]] of found.entries()) {
      const start = found[i]?.index ?? 0;
      if (marked[i]) out += marked[i - 1] ? "" : `${text.slice(end, start)}[typed]`;
      else out += text.slice(end, start) + word;
      end = start + word.length;
    }
    return out + text.slice(end);
  }

  return {
    remember,
    /** Remembers what an event says was typed. */
    typed(el: Element, event: Event) {
      if ((event as InputEvent).isComposing || /^(checkbox|radio|range)$/.test((el as HTMLInputElement).type))
        return;
      // Text typed next to other text forms one word with it, but may be repeated alone.
      const { data, inputType } = event as InputEvent;
      if (inputType !== "insertText" || run.on !== el) run = { on: el, text: "", key: {} };
      run.text = (run.text + (data ?? "")).slice(-2000);
      remember(run.key, run.text);
      remember(el, read(el, /^(insertText|insertComp|delete)/.test((event as InputEvent).inputType ?? "")));
    },
    /** The text with what was typed masked. */
    hide(text: string): string {
      if (stale) build();
      return held.length ? hidden(text) : text;
    },
  };
}
