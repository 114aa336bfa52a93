// The tabs of an open request: what is known of it, its comments, and who voted.
// Keeps no state: the pane does.
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { p } from "../../words/pane";
import { whole } from "../../words/time";

const tabs = ["request", "comments", "voters"] as const;
/** A tab of an open request. */
export type Tab = (typeof tabs)[number];

/** The tabs and the panel of the chosen one. */
export function Tabs(props: {
  tab: Signal<Tab>;
  votes: number;
  /** How many comments there are; empty while that is not known. */
  comments: string;
  children: ComponentChildren;
}): JSX.Element {
  const { tab } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={p.tabs.name}
        class="tabs"
        onKeyDown={(event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          const by = event.key === "ArrowLeft" ? tabs.length - 1 : 1;
          tab.value = tabs[(tabs.indexOf(tab.value) + by) % tabs.length] ?? "request";
          list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${tab.value}`)}`)?.focus();
          event.preventDefault();
        }}
      >
        {tabs.map((name) => (
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
            {p.tabs[name]}
            {name === "voters" && <span class="num quiet">{whole(props.votes)}</span>}
            {name === "comments" && props.comments && <span class="num quiet">{props.comments}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tab.value}`} class="tab-panel">
        {props.children}
      </div>
    </>
  );
}
