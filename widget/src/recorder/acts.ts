// Turns what the visitor does into steps: clicks, typing, keys, submits.
// Refuses to read a value: a field gives its type and the length of what is in it.
import { climb, control, masked, name, role } from "./names";
import { selectors } from "./selectors";
import type { Raw, steps, Target } from "./steps";

/** Fields that say no more than that they were filled, by their hint to the browser or by their name. */
const SECRET =
  /^cc-|password|one-time-code|card.?(num|no)|^cc(num|ber|number)?$|cvc|cvv|iban|\bpin\b|ssn|social.?sec|secret|token|otp/i;

/** What may be told of an element. */
export function target(el: Element): Target {
  const part = role(el);
  const called = name(el);
  return {
    ...(part && { role: part }),
    ...(called && { name: called }),
    tag: el.localName,
    selectors: selectors(el),
  };
}

/** Type and length of what is in a field; private ones only say that they are filled. */
export function value(el: Element): Raw["value"] {
  const field = el as HTMLInputElement;
  const type = field.type || "text";
  if (type === "checkbox" || type === "radio") {
    return masked(el) ? { type, length: 0 } : { type, length: 0, filled: field.checked };
  }
  const hints = `${field.autocomplete ?? ""} ${field.name ?? ""} ${field.id}`.split(" ");
  const content =
    el instanceof HTMLElement && el.isContentEditable ? (el.textContent ?? "") : (field.value ?? "");
  const closed = type === "password" || masked(el) || hints.some((hint) => SECRET.test(hint));
  if (closed) return { type: type === "password" ? type : "private", length: 0, filled: content.length > 0 };
  if (type === "file") return { type, length: field.files?.length ?? 0 };
  return { type: type.startsWith("select") ? "select" : type, length: Math.min(content.length, 99999) };
}

/** A key worth telling: Enter, Escape, or a shortcut; never what types text. */
export function keyed(event: KeyboardEvent, editing: boolean): string | undefined {
  const { key } = event;
  if (event.isComposing || event.repeat || event.getModifierState("AltGraph")) return undefined;
  if (key === "Enter" || key === "Escape") return key;
  if (key.length !== 1 && !/^(F\d+|Arrow\w+|Delete|Backspace)$/.test(key)) return undefined;
  // Option on a Mac types characters.
  if (!(event.ctrlKey || event.metaKey || (event.altKey && !editing))) return undefined;
  const held = [
    event.ctrlKey && "Control",
    event.metaKey && "Meta",
    event.altKey && "Alt",
    event.shiftKey && "Shift",
  ];
  return [...held.filter((part) => part), key.length === 1 ? key.toUpperCase() : key].join("+");
}

const EDITABLE = "textarea,[contenteditable]:not([contenteditable=false])";

/** Listens to the page until the returned function is called; `ours` says which events are the widget's own. */
export function acts(list: ReturnType<typeof steps>, ours: (event: Event) => boolean): () => void {
  const handlers: Record<string, (el: Element, event: Event) => void> = {
    click(el) {
      const at = control(el);
      // The click on a label comes again from its field.
      if (climb(el, (up) => up instanceof HTMLLabelElement && up.control !== null && up.control !== at))
        return;
      if (at.matches("option,html,body")) return;
      list.add({ kind: "click", target: target(at) }, at);
    },
    dblclick(el) {
      const at = control(el);
      list.add({ kind: "double_click", target: target(at) }, at);
    },
    input: changed,
    change: changed,
    submit: (el) => list.add({ kind: "submit", target: target(el) }, el),
    keydown(el, event) {
      const editing = el.matches(`input,${EDITABLE}`);
      const key = keyed(event as KeyboardEvent, editing);
      if (!key) return;
      // Enter types a line there, or presses the button, which tells of itself.
      if (
        key === "Enter" &&
        el.matches(`${EDITABLE},button,a[href],summary,select,[type=submit],[type=button]`)
      )
        return;
      if (key !== "Enter" && key !== "Escape" && el.matches("[type=password]")) return;
      list.add({ kind: "key", key, target: target(el) }, el);
    },
  };
  function changed(el: Element) {
    const at = climb(el, (up) => up.matches(`input,select,${EDITABLE}`));
    if (at) list.add({ kind: "change", target: target(at), value: value(at) }, at);
  }
  const heard = (event: Event) => {
    try {
      const el = event.composedPath()[0];
      // Scripts of the host may dispatch events too: only the visitor's own count.
      if (event.isTrusted && el instanceof Element && !ours(event)) handlers[event.type]?.(el, event);
    } catch {
      // A recorder that fails must not be noticed by the page.
    }
  };
  const names = Object.keys(handlers);
  for (const name of names) addEventListener(name, heard, { capture: true, passive: true });
  return () => {
    for (const name of names) removeEventListener(name, heard, { capture: true });
  };
}
