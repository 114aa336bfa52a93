// The words that the page hands over, in its language.
// Contains none itself: they are in `locales`.

/** The words of the script. */
type Words = Record<string, string> & { unit: Record<string, string> };

const root = document.documentElement;
const words = JSON.parse(document.body.dataset.words ?? "{}") as Words;
const rules = new Intl.PluralRules(root.lang || "en");
const numbers = new Intl.NumberFormat(root.lang || "en");

/** A text with its names in braces filled in. */
export function say(name: string, values: Record<string, string> = {}): string {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "");
}

/** A count and its unit. */
export function counted(n: number): { count: string; unit: string } {
  const { unit } = words;
  return { count: numbers.format(n), unit: unit[rules.select(n)] ?? unit.other ?? "" };
}

/** Announces a text to those who do not see the page. */
export function announce(text: string): void {
  const told = document.getElementById("told");
  if (told) told.textContent = text;
}
