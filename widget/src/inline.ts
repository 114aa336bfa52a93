// Mounts the inline question and the inline list in the host's elements.
// Refuses to fetch anything: the question is drawn at once, the list waits until it is seen.
import type { Aide, Core, Panel, Slot } from "./core";
import { button, make, shade } from "./draw";

type Held = Slot & { undo?: () => void };

/** Fills elements of the host and keeps them right as the page changes. */
export function inline(core: Core, panel: () => Promise<Panel>) {
  const slots = new Map<Element, Held>();
  // Far below the fold a list need not be loaded at all.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const slot = slots.get(target);
      if (!isIntersecting || !slot) continue;
      seen.unobserve(target);
      fill(slot, (ready, aide) => ready.list(slot, aide.place(target)));
    }
  });

  function fill(slot: Held, draw: (ready: Panel, aide: Aide) => () => void, failed = () => {}) {
    panel().then(
      (ready) => {
        // Another screen may have come while the panel was loading.
        if (slots.get(slot.el) === slot && !slot.undo) slot.undo = draw(ready, core.aide() as Aide);
      },
      () => {
        failed();
        slot.box.querySelector(".note")?.remove();
        const note = make("span", "note", core.short().failed);
        note.role = "alert";
        slot.box.append(note);
      },
    );
  }

  function draw(el: Element) {
    slots.get(el)?.undo?.();
    const box = make("div", "y");
    let root: ShadowRoot;
    try {
      root = shade(el, box);
    } catch {
      // A list item takes no shadow root: a child of it does.
      root = shade(el.querySelector("yousaid-inline") ?? el.appendChild(make("yousaid-inline")), box);
    }
    const slot: Held = { el, box, root };
    slots.set(el, slot);
    core.dress(box, el);
    if (el.matches("[data-yousaid-helpful]")) ask(slot);
    else {
      box.className = "y list";
      seen.observe(el);
    }
  }

  function ask(slot: Held) {
    const { box, el } = slot;
    const words = core.short();
    const aide = core.aide();
    // Drawn again when the page is known; until then nothing is remembered as answered.
    const kept = aide && core.memory().answers?.[aide.named(aide.place(el))]?.helpful;
    const press = (given?: boolean) => {
      for (const [i, one] of buttons.entries()) one.ariaPressed = `${given === !i}`;
    };
    const buttons = [words.yes, words.no].map((word, i) =>
      button(
        "answer",
        () => {
          press(!i);
          fill(
            slot,
            (ready, aide) => ready.helpful(slot, aide.place(el), !i),
            () => press(kept),
          );
        },
        word,
      ),
    );
    press(kept);
    box.className = "y ask";
    box.role = "group";
    box.ariaLabel = words.question;
    box.append(make("span", "question", words.question), ...buttons);
  }

  return {
    /** Fills what is new on the page and lets go of what left it. */
    scan() {
      for (const [el, slot] of slots) {
        if (el.isConnected) continue;
        slot.undo?.();
        slots.delete(el);
      }
      for (const el of document.querySelectorAll("[data-yousaid-helpful],[data-yousaid-requests]")) {
        if (!slots.has(el)) draw(el);
      }
    },
    /** Draws everything again: another screen or language. */
    again() {
      for (const el of [...slots.keys()]) draw(el);
    },
    /** Follows the host's theme and direction. */
    dress() {
      for (const [el, slot] of slots) core.dress(slot.box, el);
    },
    /** Empties everything. */
    stop() {
      seen.disconnect();
      for (const slot of slots.values()) {
        slot.undo?.();
        slot.root.replaceChildren();
      }
    },
  };
}
