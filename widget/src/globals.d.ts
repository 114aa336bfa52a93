// Names that the build provides. Refuses to declare anything the browser has.

/** Files that a chunk loads, by entry and without the ending; baked in by the build, each chunk with its own. */
declare const CHUNKS: Record<
  "recorder" | "panel" | "details" | "selectors" | "report" | "suggest" | "yours",
  string
> &
  Record<string, string>;

declare module "*.css" {
  /** The style sheet with its design tokens, minified. */
  export const css: string;
}

declare module "yousaid:lent" {
  /** What each later chunk uses of the panel's modules, in the order in which the build has put it. */
  export const lent: Record<string, unknown[]>;
}
