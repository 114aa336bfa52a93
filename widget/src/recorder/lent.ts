// What the recorder lends to the chunks that it loads, so that no code is shipped twice.
// A type only: refuses to hold behaviour.

/** What the chunk with the details is lent, so that no code is shipped twice. */
export type Lent = {
  masked(el: Element): boolean;
  label(el: Element): string;
  text(el: Element): string;
  way(el: Element): string[];
  /** What was typed before the chunk came. */
  waiting: [on: Element, text: string][];
  /** Takes what is typed once the chunk has come. */
  typed?: (el: Element, event: Event) => void;
};
