// Prepares text of the page for sending: well-formed, without control characters, cut by characters as the server counts.
// Does not mask anything: redact.ts does.

/** The first `most` code points, without a part of what a reader sees as one character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = Array.from(text);
  if (points.length <= most) return text;
  const out = points.slice(0, most).join("");
  const at = Intl.Segmenter && new Intl.Segmenter().segment(text).containing(out.length)?.index;
  // A single character may be longer than the limit.
  return out.slice(0, at) || out;
}

function clean(text: string, most: number, controls: RegExp): string {
  // Normal form first: it may be longer, and the server counts it.
  const sound = text
    .slice(0, most * 9)
    .normalize("NFC")
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(controls, " ");
  return cut(sound, most);
}

/** Text of the visitor, well-formed and at most `most` characters long; spaces stay, other controls become spaces. */
export function whole(text: string, most: number): string {
  return clean(text, most, /[\p{Cc}\u2028\u2029]/gu);
}

/** The same for text of more than one line. */
export function lines(text: string, most: number): string {
  return clean(text.trim().replace(/\r\n?|[\u2028\u2029]/g, "\n"), most, /[^\P{Cc}\n]/gu);
}

/** Text of the page on one line, at most `most` characters long, with an ellipsis where it was cut. */
export function fit(text: unknown, most: number, end = "…"): string {
  const line = whole(String(text ?? "").slice(0, most * 9), most * 9)
    .replace(/\s+/g, " ")
    .trim();
  const short = cut(line, most);
  return short === line ? line : cut(line, most - end.length).trim() + end;
}

/** Whether text can be sent as it is. */
export function sound(text: string, most: number): boolean {
  return text.length <= most && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);
}
