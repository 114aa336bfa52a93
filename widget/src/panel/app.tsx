// The panel's frame: head, tabs, the chosen tab, the live region.
// Knows nothing of the contents of the tabs.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Tab } from "../base/core";
import type { FirstWords } from "../locales/en";
import { composing, Mark, Sign, useSession } from "./parts/parts";

/** The tabs in their order, with the names of their words. */
export const TABS: [Tab, keyof FirstWords][] = [
  ["requests", "tabRequests"],
  ["report", "tabReport"],
  ["suggest", "tabSuggest"],
  ["news", "tabNews"],
  ["yours", "tabYours"],
];

type Props = { tab: Tab; turn: (tab: Tab) => Promise<void>; close: () => void; children: ComponentChildren };

/** Everything inside the dialog. */
export function App({ tab, turn, close, children }: Props) {
  const { say, spoken, config, core, unseen } = useSession();
  // Nothing is new for somebody who has not been here.
  const shown = TABS.filter(([name]) => name !== "news" || tab === name || core.memory().token);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0;
  }, [tab]);

  function arrow(event: KeyboardEvent) {
    const list = event.currentTarget as HTMLElement;
    const forth = getComputedStyle(list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forth === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const { length } = shown;
    const at = shown.findIndex(([name]) => name === tab);
    const to = { [forth]: at + 1, [back]: at - 1 + length, Home: 0, End: length - 1 }[event.key];
    const next = to === undefined ? undefined : shown[to % length];
    if (!next || composing(event)) return;
    event.preventDefault();
    turn(next[0]).then(() => list.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus());
  }

  return (
    <>
      <header>
        <Mark />
        <h1 id="name" dir="auto">
          {config?.project.name ?? say("dialog")}
        </h1>
        <button type="button" class="icon" aria-label={say("close")} onClick={close}>
          <Sign d="M4 4l8 8M12 4l-8 8" />
        </button>
      </header>
      <div class="tabs" role="tablist" aria-label={say("tabs")} onKeyDown={arrow}>
        {shown.map(([name, word]) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="body"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => turn(name)}
          >
            {say(word)}
            {name === "news" && unseen > 0 && <b> {unseen}</b>}
          </button>
        ))}
      </div>
      <div class="body" id="body" role="tabpanel" aria-labelledby={`tab-${tab}`} ref={body} tabIndex={-1}>
        {children}
      </div>
      <p class="unseen" role="status">
        {spoken}
      </p>
    </>
  );
}
