// A button with a native popover under it: light dismiss, Escape and the top layer come from the browser.
// Its position is computed from the button each time it opens.
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
    const size = box.getBoundingClientRect();
    const below = from.bottom + size.height < innerHeight || from.top < size.height;
    const left = Math.max(0, Math.min(from.left, innerWidth - size.width));
    box.style.left = `${left}px`;
    box.style.top = `${below ? from.bottom : from.top - size.height}px`;
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
