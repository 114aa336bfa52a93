// Builds the body of a report from the parts that the visitor kept.
// Adds nothing that the preview does not show, except the receipt.
import type { Place } from "../../base/core";
import type { Raw } from "../../base/step";
import type { PanelCore } from "./core";
import { type Draft, placed } from "./draft";
import { sha256 } from "./hash";
import { sentence } from "./sentence";
import type { Environment, ReportIn, Step } from "./wire";
import type { Say } from "./words";

/** The version of the text that the visitor agreed to. */
export const CONSENT = "2";

/** Maximum bytes of all steps together: the server takes 256 kB per report, and the visitor's own text must fit too. */
const ROOM = 180_000;
/** The longest time that the server takes between two steps, in milliseconds. */
const DAY = 86_400_000;

/** The recorded steps as they will be sent. */
export function sendable(core: PanelCore, raws: Raw[], chosen: Draft, say: Say): Step[] {
  const { fit, whole } = core.aide();
  const kept = raws.filter((raw) => !chosen.removed.has(raw.n)).slice(-50);
  const first = kept[0]?.at ?? 0;
  return kept.map(({ n, at, prefilled, ...rest }) => {
    const edited = chosen.edited.get(n);
    return {
      // Pages stay open for days, and hosts replace the clock.
      at_ms: Math.round(within(at - first, DAY)),
      ...rest,
      sentence:
        edited === undefined ? fit(sentence({ n, at, prefilled, ...rest }, say), 500) : whole(edited, 500),
      ...(edited !== undefined && { edited: true }),
    };
  });
}

/** A number limited to the range that the server takes. */
function within(value: number, most: number): number {
  return Math.min(Math.max(value || 0, 0), most);
}

/** The latest steps that fit into one report. */
function fitting(steps: Step[]): Step[] {
  let room = ROOM;
  let from = steps.length;
  while (from > 0) {
    room -= new TextEncoder().encode(JSON.stringify(steps[from - 1])).length;
    if (room < 0) break;
    from--;
  }
  return steps.slice(from);
}

/** What a report says of the browser; without consent only what the server needs to file it. */
export function environment(core: PanelCore, place: Place, agreed: boolean): Environment {
  if (!agreed) {
    return {
      url: placed(core, place).screen.route,
      user_agent: "not shared",
      language: core.locale(),
      viewport: { width: 0, height: 0 },
    };
  }
  const { bare, fit, redact } = core.aide();
  const size = (width: number, height: number) => ({
    width: within(width, 100_000),
    height: within(height, 100_000),
  });
  const connection = fit(
    (navigator as { connection?: { effectiveType?: string } }).connection?.effectiveType,
    40,
  );
  const referrer = document.referrer && bare(document.referrer);
  const built = fit(redact(core.setting("build")), 200);
  return {
    url: fit(location.origin + bare(location.href), 2000),
    ...(referrer && { referrer }),
    user_agent: fit(navigator.userAgent, 500),
    language: fit(navigator.language, 35),
    languages: navigator.languages.slice(0, 8).map((language) => fit(language, 35)),
    viewport: size(innerWidth, innerHeight),
    screen: size(screen.width, screen.height),
    pixel_ratio: within(devicePixelRatio, 100),
    time_zone: fit(Intl.DateTimeFormat().resolvedOptions().timeZone, 64),
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    reduced_motion: matchMedia("(prefers-reduced-motion: reduce)").matches,
    online: navigator.onLine,
    ...(connection && { connection }),
    ...(built && { build: built }),
  };
}

/** What will be sent, without its receipt: this is what the preview shows. */
export function payload(core: PanelCore, raws: Raw[], chosen: Draft, say: Say): Omit<ReportIn, "receipt"> {
  const { lines } = core.aide();
  // The visitor shortens a text that is too long; pasted control characters are removed.
  const body = lines(chosen.body, 100_000);
  return {
    title: lines(chosen.title, 100_000),
    ...(body && { body }),
    ...placed(core, chosen.place),
    steps: chosen.withSteps ? fitting(sendable(core, raws, chosen, say)) : [],
    environment: environment(core, chosen.place, chosen.withEnvironment),
  };
}

/** The content as the text that the visitor is shown. */
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
