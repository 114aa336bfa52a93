// Masks secrets and personal data in text before anything leaves the page.
// Not the only protection: the server scans again and says what it removed.

const RULES: [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, "$1 [token]"],
  [
    /\b(?:[srp]k|gh[opsu]|github_pat|glpat|xox[abeoprs]|whsec|AKIA|AIza|ya29|npm|hf|dop_v1)[-_.]?(?:live|test)?[-_]?[\w-]{12,}/g,
    "[token]",
  ],
  [/[\w.+%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,}/gi, "[email]"],
  [
    /(["']?\b[\w-]{0,24}(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|auth|session(?:id)?|credential|signature)[\w-]{0,24}["']?\s*[=:]\s*)(?!\[token\])("[^"]*"|'[^']*'|[^\s&"',;)}]+)/gi,
    "$1[secret]",
  ],
  [/\b[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){3,7}(?:[ -]?[A-Z\d]{1,3})?\b/g, "[iban]"],
];

/** Whether digits pass the check of payment cards (Luhn). */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** The text with tokens, passwords, e-mail addresses, IBANs and card numbers masked. */
export function redact(text: string): string {
  let out = text;
  for (const [pattern, mask] of RULES) out = out.replace(pattern, mask);
  out = out.replace(/\b\d(?:[ -]?\d){12,18}\b/g, (found) =>
    luhn(found.replace(/\D/g, "")) ? "[card]" : found,
  );
  // Long runs that mix letters and digits are keys far more often than words.
  return out.replace(/\b(?=[a-z]*\d)[a-z\d]{32,}\b/gi, "[token]");
}
