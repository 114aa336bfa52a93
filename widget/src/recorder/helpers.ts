// The interface between the recorder and the chunks that it loads, so that no code is shipped twice.
// A type only, no behaviour.

/** Functions and state of the recorder that the chunks with details and selectors use. */
export type Helpers = {
  masked(el: Element): boolean;
  label(el: Element): string;
  text(el: Element): string;
  way(el: Element): string[];
  /** What was typed before the chunk with the details was loaded. */
  waiting: [on: Element, text: string][];
  /** Handles typing once that chunk is loaded. */
  typed?: (el: Element, event: Event) => void;
};
