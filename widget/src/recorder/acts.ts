// Turns what the visitor does into steps: clicks, typing, keys, submits.
// Does not record values: of a field only its type and the length of its content. Does not search the page on each key.
import type { Raw } from "../base/step";
import { climb, editable, masked, secret } from "./fields";
import { aim, idle } from "./later";
import { listen } from "./listen";
import { control } from "./names";
import type { steps } from "./steps";

/** Type and length of a field's content; of private fields only whether they are filled. */
export function value(el: Element): Raw["value"] {
  const field = el as HTMLInputElement;
  const type = field.type || "text";
  if (type === "checkbox" || type === "radio") {
    return { type, length: 0, ...(!masked(el) && { filled: field.checked }) };
  }
  const content = editable(el) ? (el.textContent ?? "") : (field.value ?? "");
  if (secret(el) || masked(el)) {
    return { type: type === "password" ? type : "private", length: 0, filled: content.length > 0 };
  }
  if (type === "file") return { type, length: field.files?.length ?? 0 };
  // Characters as a reader counts them, where that is quick.
  const length = content.length > 2000 ? content.length : Array.from(content).length;
  return { type: type.startsWith("select") ? "select" : type, length: Math.min(length, 99999) };
}

/** A key worth recording: Enter, Escape, or a shortcut; never one that types, selects or moves in text. */
export function keyed(event: KeyboardEvent, editing: boolean): string | undefined {
  const { key } = event;
  if (event.isComposing || event.repeat || event.getModifierState("AltGraph")) return undefined;
  if (key === "Enter" || key === "Escape") return key;
  if (key.length !== 1 && !/^(F\d+|Arrow\w+|Delete|Backspace)$/.test(key)) return undefined;
  // Option on a Mac types characters.
  if (!(event.ctrlKey || event.metaKey || (event.altKey && !editing))) return undefined;
  // The effect of selecting, copying, pasting and undoing is visible in the text.
  if (/^[ac]$/i.test(key) || (editing && /^([vxyz]|Arrow.*|Delete|Backspace)$/i.test(key))) return undefined;
  const held = ["Control", "Meta", "Alt", "Shift"].filter((name) => event.getModifierState(name));
  return [...held, key.length === 1 ? key.toUpperCase() : key].join("+");
}

/** Listens to the page until the returned function is called; `ours` says which events are the widget's own. */
export function acts(list: ReturnType<typeof steps>, ours: (event: Event) => boolean): () => void {
  /** Whether there was something in a field before it was typed into. */
  const before = new WeakMap<Element, boolean>();
  /** Fields whose `input` was recorded: their `change` adds nothing. */
  const reported = new WeakSet<Element>();
  /** Measures the long text that is being edited; when the page is idle, or before the next act. */
  let measure: (() => void) | undefined;

  const handlers: Record<string, (el: Element, event: Event) => void> = {
    click(el) {
      const at = control(el);
      // A click on a label is followed by one on its field.
      if (climb(el, (up) => up instanceof HTMLLabelElement && up.control !== null && up.control !== at))
        return;
      if (at.matches("option,html,body")) return;
      did("click", at);
    },
    dblclick(el) {
      did("double_click", control(el));
    },
    beforeinput(el) {
      const at = field(el);
      if (at && !typing(at))
        before.set(at, Boolean(editable(at) ? at.textContent : (at as HTMLInputElement).value));
    },
    input: (el) => changed(el, true),
    change(el) {
      if (!reported.delete(el)) changed(el, false);
    },
    submit: (el) => did("submit", el),
    keydown(el, event) {
      const editing = el.matches("input,textarea") || editable(el);
      const key = keyed(event as KeyboardEvent, editing);
      if (!key) return;
      // There Enter adds a line, or presses the button, whose click is recorded.
      if (
        key === "Enter" &&
        (el.matches("textarea,button,a[href],summary,select,[type=submit],[type=button]") || editable(el))
      )
        return;
      if (key !== "Enter" && key !== "Escape" && el.matches("[type=password]")) return;
      did("key", el, { key });
    },
  };
  function did(kind: Raw["kind"], on: Element, more?: Partial<Raw>) {
    list.add({ kind, target: aim(on, list.tell), ...more }, on);
  }
  function typing(el: Element) {
    return list.newest(el)?.kind === "change";
  }
  function field(el: Element) {
    return editable(el) ? el : climb(el, (up) => up.matches("input,select,textarea"));
  }
  function changed(el: Element, more: boolean) {
    const at = field(el);
    if (!at) return;
    if (more) reported.add(at);
    if (!typing(at)) {
      const text = !/^(checkbox|radio|select.*|file)$/.test((at as HTMLInputElement).type);
      const prefilled = text && (before.get(at) ?? Boolean((at as HTMLInputElement).defaultValue));
      // The click that put the caret there has already described the field.
      const target = list.newest(at)?.target ?? aim(at, list.tell);
      list.add({ kind: "change", target, value: value(at), ...(prefilled && { prefilled }) }, at);
    } else if (editable(at)) {
      // Reading a long text on each key would be slow.
      if (!measure) idle(() => measure?.());
      measure = () => {
        measure = undefined;
        if (typing(at)) list.add({ kind: "change", value: value(at) }, at);
      };
    } else list.add({ kind: "change", value: value(at) }, at);
  }
  const handle = (event: Event) => {
    try {
      const el = event.composedPath()[0];
      // Scripts of the host may dispatch events too: only events of the visitor count.
      if (!event.isTrusted || !(el instanceof Element) || ours(event)) return;
      if (!/input$/.test(event.type) && (event as KeyboardEvent).key?.length !== 1) measure?.();
      handlers[event.type]?.(el, event);
    } catch {
      // A recorder that fails must not be noticed by the page.
    }
  };
  return listen(Object.keys(handlers).join(" "), handle);
}
