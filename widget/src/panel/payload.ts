// Puts together what a report sends, from what the visitor left in it.
// Refuses to add anything that the preview does not show; only the receipt comes after.
import type { Place } from "../core";
import type { Raw } from "../recorder/steps";
import { type Draft, placed } from "./draft";
import { sha256 } from "./hash";
import { sentence } from "./sentence";
import type { Lent } from "./session";
import type { Environment, ReportIn, Step } from "./wire";
import type { Say } from "./words";

/** The version of the words under which the visitor agreed. */
export const CONSENT = "1";

/** The recorded steps as they will be sent. */
export function sendable(raws: Raw[], chosen: Draft, say: Say): Step[] {
  const kept = raws.filter((raw) => !chosen.removed.has(raw.n)).slice(-50);
  const first = kept[0]?.at ?? 0;
  return kept.map(({ n, at, ...rest }) => {
    const edited = chosen.edited.get(n);
    return {
      at_ms: Math.max(0, at - first),
      ...rest,
      sentence: edited ?? sentence({ n, at, ...rest }, say),
      ...(edited !== undefined && { edited: true }),
    };
  });
}

/** What a report says of the browser; without consent only what the server needs to file it. */
export function environment(core: Lent, place: Place, agreed: boolean): Environment {
  if (!agreed) {
    return {
      url: place.route,
      user_agent: "not shared",
      language: core.locale(),
      viewport: { width: 0, height: 0 },
    };
  }
  const { bare } = core.aide();
  const connection = (navigator as { connection?: { effectiveType?: string } }).connection?.effectiveType;
  const referrer = document.referrer && bare(document.referrer);
  const built = core.setting("build");
  return {
    url: location.origin + bare(location.href),
    ...(referrer && { referrer }),
    user_agent: navigator.userAgent.slice(0, 500),
    language: navigator.language,
    languages: navigator.languages.slice(0, 8),
    viewport: { width: innerWidth, height: innerHeight },
    screen: { width: screen.width, height: screen.height },
    pixel_ratio: devicePixelRatio,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    reduced_motion: matchMedia("(prefers-reduced-motion: reduce)").matches,
    online: navigator.onLine,
    ...(connection && { connection }),
    ...(built && { build: built }),
  };
}

/** What will be sent, without its receipt: this is what the preview shows. */
export function payload(core: Lent, raws: Raw[], chosen: Draft, say: Say): Omit<ReportIn, "receipt"> {
  const body = chosen.body.trim();
  return {
    title: chosen.title.trim(),
    ...(body && { body }),
    ...placed(core, chosen.place),
    steps: chosen.withSteps ? sendable(raws, chosen, say) : [],
    environment: environment(core, chosen.place, chosen.withEnvironment),
  };
}

/** What is sent as text, as the visitor is shown it. */
export function shown(content: Omit<ReportIn, "receipt">): string {
  return JSON.stringify(content, null, 2);
}

/** The report with the receipt of what was shown. */
export function sealed(content: Omit<ReportIn, "receipt">, chosen: Draft): ReportIn {
  const purposes = ["text"];
  if (content.steps.length) purposes.push("steps");
  if (chosen.withEnvironment) purposes.push("environment");
  return { ...content, receipt: { version: CONSENT, purposes, shown_sha256: sha256(shown(content)) } };
}
