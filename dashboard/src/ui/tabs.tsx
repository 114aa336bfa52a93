// Tabs over one panel, moved through with the arrow keys.
// Keeps no state: the page does.
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { whole } from "../words/time";
import "../styles/pane.css?later";

/** One tab: its name in the code, its label, and a count where there is one. */
export type TabName<T extends string> = { name: T; label: string; count?: number };

/** The tabs and the panel of the chosen one. */
export function Tabs<T extends string>(props: {
  label: string;
  tabs: TabName<T>[];
  tab: Signal<T>;
  children: ComponentChildren;
}): JSX.Element {
  const { tab, tabs } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={props.label}
        class="tabs"
        onKeyDown={(event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          const by = event.key === "ArrowLeft" ? tabs.length - 1 : 1;
          const at = tabs.findIndex(({ name }) => name === tab.value);
          const next = tabs[(at + by) % tabs.length];
          if (next) tab.value = next.name;
          list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${tab.value}`)}`)?.focus();
          event.preventDefault();
        }}
      >
        {tabs.map(({ name, label, count }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={tab.value === name}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => {
              tab.value = name;
            }}
          >
            {label}
            {count !== undefined && <span class="num quiet">{whole(count)}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tab.value}`} class="tab-panel">
        {props.children}
      </div>
    </>
  );
}
