// What is new, in sentences: "You voted for “…” on 3 May 2026. We shipped it."
// Contains no texts: they come from the locale's chunk.
import type { Words } from "../../locales/en";
import type { News } from "./wire";
import { day, isolated, type Say } from "./words";

/** A piece of news. */
export type Item = News["items"][number];

/** Why the visitor hears of it, and what happened. */
export function sentences(say: Say, locale: string, item: Item): string {
  const { title, since } = item.kind === "report_reply" ? item.report : item.request;
  const why = item.kind === "report_reply" ? "you_report" : `you_${item.request.how}`;
  const what = item.kind === "decision" ? `we_${item.status}` : "we_replied";
  const filling = { title: isolated(title), date: day(since, locale) };
  return `${say(why as keyof Words, filling)} ${say(what as keyof Words)}`;
}
