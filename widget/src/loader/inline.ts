// Mounts the inline question and the inline list in the host's elements.
// Does not fetch anything, and never counts a click for a screen other than the one that was clicked on.
import type { Core, Panel, Place, Slot } from "../base/core";
import { button, make, shade } from "./draw";

const HELPFUL = "[data-yousaid-helpful]";
const REQUESTS = "[data-yousaid-requests]";

/** A click that waits for the panel: the answer, and where the visitor clicked. */
type Click = { helpful: boolean; at: string; place?: Place };
type Held = Slot & { kind: string; undo?: () => void; known?: (failed?: boolean) => void };
type Root = ShadowRoot & { yousaid?: boolean };

/** Our shadow root in an element of the host, holding one child. */
function rooted(el: Element, box: Node): ShadowRoot {
  const there = el.shadowRoot as Root | null;
  let root: Root | undefined;
  try {
    // Only the host fills a root that it created.
    if (!there || there.yousaid) root = shade(el, box);
  } catch {
    // List items and closed components do not accept one.
  }
  // Otherwise a child gets it: a child of the element where the host's own root shows children, else of that root.
  const into = there && !there.querySelector("slot:not([name])") ? there : el;
  root ??= shade(into.querySelector("yousaid-inline") ?? into.appendChild(make("yousaid-inline")), box);
  root.yousaid = true;
  return root;
}

/** Fills elements of the host and keeps them up to date as the page changes; what waits for the network goes into `waiting`. */
export function inline(core: Core, panel: () => Promise<Panel>, waiting: Map<unknown, () => unknown>) {
  const slots = new Map<Element, Held>();
  // Far below the fold a list need not be loaded at all.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const slot = slots.get(target);
      if (!isIntersecting || !slot) continue;
      seen.unobserve(target);
      fill(
        slot,
        // The screen may have changed while the panel was loading.
        (ready) => (slots.get(target) === slot ? ready.list(slot) : undefined),
      );
    }
  });

  function fill(slot: Held, draw: (ready: Panel) => (() => void) | undefined) {
    panel().then(
      (ready) => {
        slot.undo ??= draw(ready);
        // The element was released in the meantime: nothing else removes what was drawn.
        if (slots.get(slot.el) !== slot) slot.undo?.();
      },
      () => {
        // Unless another click succeeds first. Applies also if the element has been removed by then.
        waiting.set(slot, () => slot.undo || fill(slot, draw));
        slot.known?.(true);
        const note = make("span", "note", core.short().failed);
        note.role = "alert";
        slot.box.querySelector(".note")?.remove();
        slot.box.append(note);
      },
    );
  }

  /** Releases an element; the host's own contents are shown again. */
  function release({ el, root, undo }: Held) {
    undo?.();
    seen.unobserve(el);
    slots.delete(el);
    if (root.host === el) root.replaceChildren(make("slot"));
    else root.host.remove();
  }

  function draw(el: Element) {
    slots.get(el)?.undo?.();
    const box = make("div", "y");
    const slot: Held = { el, box, root: rooted(el, box), kind: el.matches(HELPFUL) ? HELPFUL : REQUESTS };
    slots.set(el, slot);
    core.dress(box, el);
    if (slot.kind === HELPFUL) return ask(slot);
    box.className = "y list";
    // The observer reports an element only once unless it is observed again.
    seen.unobserve(el);
    seen.observe(el);
  }

  function ask(slot: Held) {
    const { box, el } = slot;
    const words = core.short();
    let click: Click | undefined;
    const press = (helpful?: boolean) => {
      for (const [i, answer] of buttons.entries()) answer.ariaPressed = `${helpful === !i}`;
    };
    slot.known = (failed) => {
      const aide = core.aide();
      const place = aide?.place(el);
      // A click from before the page was known belongs to it, unless the visitor has moved on since.
      if (click?.at !== core.where()) click = undefined;
      else click.place = place;
      // An answer that could not be handled waits for the network, and is not shown as selected.
      press(click && !failed ? click.helpful : place && aide?.kept(place));
    };
    const buttons = [words.yes, words.no].map((word, i) =>
      button(
        "answer",
        () => {
          click = { helpful: !i, at: core.where() };
          slot.known?.();
          fill(
            slot,
            // It counts even if it cannot be shown any more; of several clicks the last one counts.
            (ready) => click?.place && ready.helpful(slot, click.place, click.helpful),
          );
        },
        word,
      ),
    );
    slot.known();
    box.className = "y ask";
    box.role = "group";
    box.ariaLabel = words.question;
    box.append(make("span", "question", words.question), ...buttons);
  }

  return {
    /** Fills new elements and releases those that left the page, were emptied or lost their attribute. */
    scan() {
      for (const [el, slot] of slots) {
        if (!slot.box.isConnected || !el.matches(slot.kind)) release(slot);
      }
      for (const el of document.querySelectorAll(`${HELPFUL},${REQUESTS}`)) {
        if (!slots.has(el)) draw(el);
      }
    },
    /** Draws everything again for another screen; for another language only elements that the panel has not drawn. */
    again(all: boolean) {
      for (const [el, { undo }] of slots) if (all || !undo) draw(el);
    },
    /** Follows the host's theme and direction, and shows what was answered before once the page is known. */
    dress() {
      for (const [el, slot] of slots) {
        core.dress(slot.box, el);
        slot.known?.();
      }
    },
    /** Releases all elements. */
    stop() {
      seen.disconnect();
      for (const slot of slots.values()) release(slot);
    },
  };
}
