// A person as somebody types one: a name, an e-mail address, or both.
// Does not look anybody up.

/** A person that is not known yet. */
export type Described = { email?: string; name?: string };

/** "Anna Berg <anna@example.com>", "anna@example.com" or "Anna Berg"; null where there is nothing. */
export function described(text: string): Described | null {
  const trimmed = text.trim();
  const pair = /^(.*?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>$/.exec(trimmed);
  if (pair) {
    const name = pair[1]?.replace(/^"|"$/g, "").trim();
    return { email: pair[2] ?? "", ...(name && { name }) };
  }
  if (/^\S+@\S+$/.test(trimmed)) return { email: trimmed };
  return trimmed ? { name: trimmed } : null;
}
