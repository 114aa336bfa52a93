// A button with a native popover under it: light dismiss, Escape and the top layer come from the browser.
// Its position is computed from the button each time it opens; it never leaves the window, and scrolls inside where it is too tall.
import type { ComponentChildren, JSX } from "preact";
import { useId, useRef } from "preact/hooks";

/** A button and the popover that it opens; `close` is passed to the content. */
export function Menu(props: {
  label: ComponentChildren;
  name?: string;
  class?: string;
  children: (close: () => void) => ComponentChildren;
}): JSX.Element {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = () => {
    const from = button.current?.getBoundingClientRect();
    const box = panel.current;
    if (!from || !box) return;
    // The margin of the panel is what it keeps from its button and from the edges of the window.
    const gap = Number.parseFloat(getComputedStyle(box).marginBlockStart) || 0;
    const [above, under] = [from.top, innerHeight - from.bottom].map((room) => room - gap * 2) as [
      number,
      number,
    ];
    box.style.maxBlockSize = "";
    const { width, height } = box.getBoundingClientRect();
    const below = height <= under || (height > above && under >= above);
    // Where it fits on neither side, it scrolls on the side with more room.
    if (height > (below ? under : above)) box.style.maxBlockSize = `${Math.max(0, below ? under : above)}px`;
    box.style.left = `${Math.max(gap, Math.min(from.left, innerWidth - width - gap))}px`;
    // Held at the end that is next to the button, so that what loads later grows away from it.
    box.style.top = below ? `${from.bottom}px` : "auto";
    box.style.bottom = below ? "auto" : `${innerHeight - from.top}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class ?? "button"}
        popovertarget={id}
        aria-haspopup="dialog"
        aria-label={props.name}
      >
        {props.label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        class="menu"
        role="dialog"
        aria-label={props.name ?? (typeof props.label === "string" ? props.label : undefined)}
        onToggle={(event) => {
          if ((event as unknown as ToggleEvent).newState === "open") place();
        }}
      >
        {props.children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
}
