// Names that the build provides. Refuses to declare anything the browser has.

/** Hashes of the chunks by entry, baked in by the build. */
declare const CHUNKS: Record<string, string>;

declare module "*.css" {
  /** The style sheet with its design tokens, minified. */
  export const css: string;
}

declare module "yousaid:lent" {
  /** What each later chunk uses of the panel's modules, in the order in which the build has put it. */
  export const lent: Record<string, unknown[]>;
}
