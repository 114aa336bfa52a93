// A recorded step, as the recorder keeps it and the panel shows and sends it.
// Types only, no behaviour, and no field for a typed value.

/** What a step was done to; `selectors` are best first. */
export type Target = { role?: string; name?: string; tag?: string; selectors?: string[] };

/** A recorded step before it has a sentence; `n` names it within this page, `at` is in milliseconds. */
export type Raw = {
  n: number;
  at: number;
  kind:
    | "navigate"
    | "click"
    | "double_click"
    | "change"
    | "submit"
    | "key"
    | "error"
    | "rejection"
    | "console_error"
    | "http";
  target?: Target;
  value?: { type: string; length: number; filled?: boolean };
  /** Whether the field was not empty before: then its length is not the length of what was typed. Not sent. */
  prefilled?: boolean;
  url?: string;
  method?: string;
  status?: number;
  message?: string;
  key?: string;
};
