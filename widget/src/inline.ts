// Mounts the inline question and the inline list in the host's elements.
// Refuses to fetch anything, and to count a click for another screen than the one where it was made.
import type { Aide, Core, Panel, Place, Slot } from "./core";
import { button, make, shade } from "./draw";

/** A click that waits for the panel: what it says, and where it was made. */
type Click = { helpful: boolean; at: string; place?: Place };
type Held = Slot & {
  undo?: () => void;

  note?: HTMLElement;
  known?: (failed?: boolean) => void;
};

/** Fills elements of the host and keeps them right as the page changes. */
export function inline(core: Core, panel: () => Promise<Panel>) {
  const slots = new Map<Element, Held>();
  // Far below the fold a list need not be loaded at all.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const slot = slots.get(target);
      if (!isIntersecting || !slot) continue;
      seen.unobserve(target);
      fill(
        slot,
        // Another screen may have come while the panel was loading.
        (ready) =>
          slots.get(target) === slot ? ready.list(slot, (core.aide() as Aide).place(target)) : undefined,
      );
    }
  });

  function fill(slot: Held, draw: (ready: Panel) => (() => void) | undefined) {
    panel().then(
      (ready) => {
        slot.undo ??= draw(ready);
      },
      () => {
        // It waits for the network, unless another click came through before.
        addEventListener("online", () => slot.undo || fill(slot, draw), { once: true });
        slot.known?.(true);
        const note = make("span", "note", core.short().failed);
        note.role = "alert";
        slot.box.querySelector(".note")?.remove();
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
    let click: Click | undefined;
    const press = (given?: boolean) => {
      for (const [i, one] of buttons.entries()) one.ariaPressed = `${given === !i}`;
    };
    slot.known = (failed) => {
      const aide = core.aide();
      const place = aide?.place(el);
      // A click from before the page was known belongs to it, unless the visitor has moved on since.
      if (click?.at !== location.href) click = undefined;
      else click.place = place;
      // One that could not be handled waits for the network, and is not shown as given.
      press(click && !failed ? click.helpful : place && aide?.kept(place));
    };
    const buttons = [words.yes, words.no].map((word, i) =>
      button(
        "answer",
        () => {
          click = { helpful: !i, at: location.href };
          slot.known?.();
          fill(
            slot,
            // It counts also where it cannot be shown any more; of several the last one.
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
    /** Follows the host's theme and direction, and shows what was answered before once the page is known. */
    dress() {
      for (const [el, slot] of slots) {
        core.dress(slot.box, el);
        slot.known?.();
      }
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
