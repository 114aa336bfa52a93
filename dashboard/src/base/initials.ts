// The letters that stand for a member where there is no room for the name.
// Does not tell two members apart who share them: the name is in a title beside them.

/** The first letters of the first and the last part of a name. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0]);
  return letters.join("").toUpperCase();
}
