// What is new, in sentences: "You voted for “…” on 3 May 2026. We shipped it."
// Contains no texts: they come from the locale's chunk.
import type { Words } from "../../locales/en";
import type { News } from "./wire";
import { day, isolated, type Say } from "./words";

/** A piece of news. */
export type Item = News["items"][number];

/** The version and the title of a release note. */
function named(title: string, version?: string | null): string {
  return version && !title.includes(version) ? `${version}: ${title}` : title;
}

/** The requests that a piece of news is about. */
export function asksOf(item: Item) {
  if (item.kind === "report_reply" || item.kind === "proposal") return [];
  return item.kind === "release_note" ? item.requests : [item.request];
}

/** Why the visitor hears of it, and what happened. */
export function sentences(say: Say, locale: string, item: Item): string {
  const { kind } = item;
  const you = (key: string, title: string, since: string) =>
    say(key as keyof Words, { title: isolated(title), date: day(since, locale) });
  const we = (key: string) => say(key as keyof Words);
  if (kind === "report_reply")
    return `${you("you_report", item.report.title, item.report.since)} ${we("we_replied")}`;
  if (kind === "proposal") {
    const key = item.phase === "open" ? "asks" : item.text.length > 0 ? "decided" : "over";
    return you(`proposal_${key}`, item.question, item.closes_at ?? item.at);
  }
  const asked = asksOf(item).map(({ how, title, since }) => you(`you_${how}`, title, since));
  const what =
    kind === "release_note"
      ? say("we_released", { title: isolated(named(item.title, item.version)) })
      : we(kind === "decision" ? `we_${item.status}` : "we_replied");
  return `${asked.join(" ")} ${what}`;
}
