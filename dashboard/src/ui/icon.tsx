// The icons, drawn as inline SVG in the colour of the text around them.
// Never carry meaning alone: there is always a word or a label beside them.
import type { JSX } from "preact";
import type { Status, StepKind } from "../base/types";

const shapes = {
  overview:
    "M2.500 2.500h4.500v5.500h-4.500zM9 2.500h4.500v3h-4.500zM9 8h4.500v5.500h-4.500zM2.500 10.500h4.500v3h-4.500z",
  triage: "M2.5 4h11M4.5 8h7M6.5 12h3",
  roadmap: "M2.500 3h3v10h-3zM6.500 3h3v7h-3zM10.500 3h3v4.500h-3z",
  comments: "M2.500 3h11v7.500H8L5 13v-2.500H2.500Z",
  reports: "M8 2.5 14 13H2L8 2.5ZM8 6.5v3M8 11.4v.1",
  changelog: "M3.5 2.500h9v11h-9zM5.8 5.500h4.400M5.8 8h4.400M5.8 10.500h2",
  proposals: "M2.5 12h2V8h-2zM7 12h2V4H7zM11.5 12h2V6h-2z",
  screens: "M2.5 3.5h11v9h-11zM2.5 6.2h11M4.6 4.9h.1",
  visitors: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8ZM3 13.4c.5-2.2 2.5-3.4 5-3.4s4.5 1.2 5 3.4",
  settings: "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.500v3M6 9.500v3",
  sliders: "M2.5 5h3M8.500 5h5M2.500 11h6M11.500 11h2M7 3.500v3M10 9.500v3",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5 6.5 12 13 4.5",
  down: "M4 6.2 8 10l4-3.8",
  up: "M4 9.8 8 6l4 3.8",
  back: "M9.5 3.5 5 8l4.5 4.5",
  search: "M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3 13.5 13.5",
  copy: "M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3",
  lock: "M4 7.500h8v6H4zM5.8 7.500V5.200a2.2 2.2 0 0 1 4.4 0v2.3",
  link: "M6.8 9.200a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.700l-.8.8M9.2 6.800a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.700l.8-.8",
  out: "M6 3.500H3v9.500h9.500v-3M9 3h4v4M13 3 7.5 8.5",
  keyboard: "M1.5 4.500h13v7h-13zM4 7h.1M6.7 7h.1M9.3 7h.1M12 7h.1M5 9.500h6",
  theme: "M8 2.500v11M8 2.500a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z",
  leave: "M6.5 3h-4v10h4M9.5 5 12.5 8l-3 3M12.5 8h-7",
  trash: "M3 4.500h10M6 4.500v-2h4v2M4.5 4.500l.6 9h5.800l.6-9",
  rows: "M2.5 4h11M2.5 8h11M2.5 12h11",
  grip: "M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1",
  dots: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  calendar: "M3 4h10v9.500H3zM3 7h10M5.8 2.500V5M10.2 2.500V5",
  clock: "M8 13.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 5v3.200l2 1.3",
} satisfies Record<string, string>;

/** The name of an icon. */
export type IconName = keyof typeof shapes;

/** One icon, hidden from screen readers. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}

/** The mark: an opening quotation mark. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M6.6 3.200C4 4.2 2.2 6.5 2.2 9.400c0 2 1.2 3.4 2.9 3.4 1.5 0 2.6-1.1 2.6-2.6 0-1.4-1-2.4-2.4-2.5.2-1.2 1-2.3 2.3-3zM13.6 3.200c-2.6 1-4.4 3.3-4.4 6.2 0 2 1.2 3.4 2.9 3.4 1.5 0 2.6-1.1 2.6-2.6 0-1.4-1-2.4-2.4-2.5.2-1.2 1-2.3 2.3-3z" />
    </svg>
  );
}

/** The status of a request as a small disc; shapes differ, so colour is not needed to tell them apart. */
export function StatusIcon({ status }: { status: Status }): JSX.Element {
  return (
    <svg class={`status-icon is-${status}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <circle class="ring" cx="8" cy="8" r="5.5" />
      {status === "under_review" && <circle class="fill" cx="8" cy="8" r="2" />}
      {status === "planned" && <path class="fill" d="M8 8V4.500A3.5 3.5 0 0 1 11.5 8Z" />}
      {status === "in_progress" && <path class="fill" d="M8 4.500a3.5 3.5 0 0 1 0 7Z" />}
      {status === "shipped" && <path class="stroke" d="M5.3 8.2 7.2 10l3.5-4" />}
      {status === "declined" && <path class="stroke" d="M6 6l4 4M10 6l-4 4" />}
      {status === "merged" && <path class="stroke" d="M5.5 8h5M8.5 6l2 2-2 2" />}
    </svg>
  );
}

const steps: Record<StepKind, string> = {
  navigate: "M3 8h9M8.5 4.5 12 8l-3.5 3.5",
  click: "M5 3l8 5.5-3.5.8L8 13Z",
  double_click: "M3 2.500l6 4-2.5.6L5.5 10ZM8 7.500l5.5 3.7-2.3.5-1 2.500Z",
  change: "M3 13l.6-2.800L10.8 3 13 5.2 5.8 12.400Z",
  submit: "M3 8.5 6.5 12 13 4.5",
  key: "M2.5 4.500h11v7h-11zM5.5 9.200h5",
  error: "M8 2.5 14 13H2L8 2.500ZM8 6.500v3M8 11.400v.1",
  rejection: "M8 2.5 14 13H2L8 2.500ZM8 6.500v3M8 11.400v.1",
  console_error: "M3 4.5 6.5 8 3 11.500M8 12h5",
  http: "M3 6h9.500M10 3.5 12.5 6M13 10H3.500M6 12.5 3.5 10",
};

/** The icon of a step's kind. */
export function StepIcon({ kind }: { kind: StepKind }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={steps[kind]} />
    </svg>
  );
}
