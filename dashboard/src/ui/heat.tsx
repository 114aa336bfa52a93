// The bar of a score, in the list and beside the table of its terms.
// Does not compute: heat.ts does.
import type { JSX } from "preact";
import { stack } from "../base/heat";
import type { ExplainTerm } from "../base/types";

/** What makes up a heat, as one bar; `width` is the share of the whole width that it fills. */
export function HeatBar({ terms, width = 1 }: { terms: ExplainTerm[]; width?: number }): JSX.Element {
  const parts = stack(terms.map((term) => term.contribution));
  return (
    <svg class="heat-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="track" x="0" y="0" width="100" height="4" />
      {terms.map((term, index) => (
        <rect
          key={term.term}
          class={`term-${term.term}`}
          x={(parts[index]?.start ?? 0) * width * 100}
          y="0"
          width={(parts[index]?.share ?? 0) * width * 100}
          height="4"
        />
      ))}
    </svg>
  );
}
