// The frame of pages with a single task: log in, set up, accept, start.
// Has no navigation.
import type { ComponentChildren, JSX } from "preact";
import { Mark } from "../../ui/icon";
import { useTitle } from "../../ui/parts";
import { t } from "../../words/texts";

/** A centred page with one heading and one task. */
export function Frame(props: {
  title: string;
  heading?: ComponentChildren;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}): JSX.Element {
  useTitle(props.title);
  return (
    <main class="frame">
      <div class="frame-body">
        <p class="frame-brand">
          <Mark />
          {t.brand}
        </p>
        <h1>{props.heading ?? props.title}</h1>
        {props.lead && <p class="lead">{props.lead}</p>}
        {props.children}
      </div>
    </main>
  );
}
