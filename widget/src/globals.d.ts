// Declarations of names that the build provides.

/** Files that a chunk loads, by entry and without the ending; baked in by the build, each chunk with its own. */
declare const CHUNKS: Record<
  | "recorder"
  | "panel"
  | "details"
  | "selectors"
  | "unseen"
  | "report"
  | "suggest"
  | "news"
  | "thread"
  | "yours",
  string
> &
  Record<string, string>;

declare module "*.css" {
  /** The style sheet with its design tokens, minified. */
  export const css: string;
}

declare module "yousaid:shared" {
  /** For each later chunk, the exports of the panel's modules that it uses, in the order in which the build lists them. */
  export const shared: Record<string, unknown[]>;
}
