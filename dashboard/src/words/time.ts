// Times and numbers as a person reads them.
// Everything goes through Intl in the language of the texts, not in that of the browser.
import { signal } from "@preact/signals";
import { locale } from "./names";

/** The time that ages are measured from; moves every half minute. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 30_000);

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const plain = new Intl.NumberFormat(locale);
const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
const dated = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" });

const units: [Intl.RelativeTimeFormatUnit, number, string][] = [
  ["year", 31_557_600, "y"],
  ["month", 2_629_800, "mo"],
  ["week", 604_800, "w"],
  ["day", 86_400, "d"],
  ["hour", 3_600, "h"],
  ["minute", 60, "min"],
  ["second", 1, "s"],
];

/** "5 seconds ago", "yesterday"; `at` may be a little in the future where clocks differ. */
export function ago(at: string, from: number): string {
  const seconds = Math.max(0, Math.round((from - Date.parse(at)) / 1000));
  for (const [unit, size] of units) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  }
  return relative.format(0, "second");
}

/** The shortest age, for dense rows: "5 s", "3 d", "2 mo". */
export function age(at: string, from: number): string {
  const seconds = Math.max(0, Math.round((from - Date.parse(at)) / 1000));
  for (const [, size, short] of units) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${short}`;
  }
  return "0 s";
}

/** Date and time in full, for titles. */
export function moment(at: string): string {
  return dated.format(new Date(at));
}

/** A day like "21 Nov" from "2026-11-21". */
export function dayName(at: string): string {
  return day.format(new Date(`${at}T00:00:00Z`));
}

/** A day in full: "Saturday 21 November 2026" from "2026-11-21". */
export function fullDay(at: string): string {
  return full.format(new Date(`${at}T00:00:00Z`));
}

/** A length of time in the largest unit that fits: "2.5 d", "3.0 h", "12 min". */
export function span(seconds: number): string {
  if (seconds >= 86_400) return `${decimal(seconds / 86_400)} d`;
  if (seconds >= 3_600) return `${decimal(seconds / 3_600)} h`;
  return `${whole(Math.ceil(seconds / 60))} min`;
}

/** Time since the first step: "0:07.3". */
export function clock(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const minutes = Math.floor(tenths / 600);
  const seconds = String(Math.floor((tenths % 600) / 10)).padStart(2, "0");
  return `${minutes}:${seconds}.${tenths % 10}`;
}

/** A whole number with its separators. */
export const whole = (value: number): string => plain.format(value);
/** A number to one decimal. */
export const decimal = (value: number): string => tenth.format(value);
/** A number short enough for a narrow column. */
export const short = (value: number): string => compact.format(value);
/** A share as whole per cent, without the sign. */
export const percent = (share: number): string => plain.format(Math.round(share * 100));
