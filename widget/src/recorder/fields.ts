// Recognises fields, and private and secret ones among them.
// Does not read their contents.

/** The attributes and classes by which hosts exclude elements from recordings, our own and those of other tools. */
export const PRIVATE = "[data-private],[data-sentry-mask],.rr-mask,.ph-no-capture";

/** The closest ancestor for which `fits` is true, through shadow roots. */
export function climb(el: Element, fits: (at: Element) => boolean): Element | undefined {
  for (
    let at: Element | undefined = el;
    at;
    at = at.parentElement ?? (at.parentNode as ShadowRoot | null)?.host
  ) {
    if (fits(at)) return at;
  }
  return undefined;
}

/** Whether an element or anything around it is marked private. */
export function masked(el: Element): boolean {
  return climb(el, (at) => at.matches(PRIVATE)) !== undefined;
}

/** Fields of which only is recorded that they were filled, by their autocomplete hint, name or id. */
const SECRET =
  /^cc-|password|one-time-code|card.?(num|no)|^cc(num|ber|number)?$|cvc|cvv|iban|\bpin\b|ssn|social.?sec|secret|token|otp/i;

/** Fields that have held a password: a button may show it as text. */
const passwords = new WeakSet<Element>();

/** Whether a field holds a password or a similar secret. */
export function secret(el: Element): boolean {
  const { type, autocomplete, name, id } = el as HTMLInputElement;
  if (type === "password") passwords.add(el);
  return (
    passwords.has(el) ||
    `${autocomplete ?? ""} ${name ?? ""} ${id}`.split(" ").some((hint) => SECRET.test(hint))
  );
}

/** Whether text is edited in an element that is not a field, however it is marked as editable. */
export function editable(el: Element): boolean {
  return el instanceof HTMLElement && el.isContentEditable;
}

/** Whether the text of an element is a value. */
export function textual(el: Element): boolean {
  return (
    el.matches("input,select,textarea,[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]") ||
    editable(el)
  );
}
