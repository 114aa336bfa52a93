// What is new is said in whole sentences, in every language, whatever became of what was asked for.
import { expect, test } from "vitest";
import { words as firstDe } from "../src/locales/de";
import { words as firstEn } from "../src/locales/en";
import { words as tabsDe } from "../src/locales/tabs-de";
import { words as tabsEn } from "../src/locales/tabs-en";
import { type Item, sentences } from "../src/panel/state/notices";
import { speaker } from "../src/panel/state/words";

const languages = { en: { ...firstEn, ...tabsEn }, de: { ...firstDe, ...tabsDe } };
const text: Item["text"] = [];
const since = "2026-05-03T12:00:00.000000Z";
const at = "2026-11-21T12:00:00.000000Z";

/** The sentences of a piece of news. */
function said(locale: keyof typeof languages, item: Item): string {
  return sentences(speaker(languages[locale], locale), locale, item);
}

/** A decision on a request. */
function decision(how: string, status: string, title = "Dark mode"): Item {
  const request = { id: "r", number: 1, title, status, how, since };
  return { kind: "decision", request, status, text, at, unseen: true } as Item;
}

test("a decision names how the visitor is involved, since when, and what was decided", () => {
  expect(said("en", decision("voted", "shipped"))).toBe(
    "You voted for “Dark mode” on May 3, 2026. We shipped it.",
  );
  expect(said("en", decision("suggested", "declined"))).toBe(
    "You suggested “Dark mode” on May 3, 2026. We decided against it.",
  );
  expect(said("en", decision("reported", "in_progress"))).toBe(
    "You reported a problem on May 3, 2026 that is part of “Dark mode”. We’ve started working on it.",
  );
  expect(said("de", decision("voted", "shipped"))).toBe(
    "Sie haben am 3. Mai 2026 für „Dark mode“ gestimmt. Wir haben es umgesetzt.",
  );
  expect(said("de", decision("followed", "planned"))).toBe(
    "Sie folgen „Dark mode“ seit dem 3. Mai 2026. Wir haben es eingeplant.",
  );
});

test("replies name the request or the report", () => {
  const { kind: _, status: __, ...rest } = decision("commented", "new") as Item & { status: string };
  expect(said("en", { ...rest, kind: "reply" } as Item)).toBe(
    "You commented on “Dark mode” on May 3, 2026. We replied to it.",
  );
  const report = { id: "p", number: 2, title: "The total is wrong", since };
  const item = { kind: "report_reply", report, text, at, unseen: false } as Item;
  expect(said("en", item)).toBe("You reported “The total is wrong” on May 3, 2026. We replied to it.");
  expect(said("de", item)).toBe(
    "Sie haben „The total is wrong“ am 3. Mai 2026 gemeldet. Wir haben darauf geantwortet.",
  );
});

test.each(["en", "de"] as const)("%s has a sentence for every involvement and status", (locale) => {
  for (const how of ["suggested", "reported", "commented", "voted", "followed"])
    for (const status of ["new", "under_review", "planned", "in_progress", "shipped", "declined", "merged"])
      expect(said(locale, decision(how, status))).toMatch(
        /^(?=.*[“„]Dark mode[”“])(?=.*2026).*\. (We|Wir)\b.*\.$/,
      );
});

test("a title from right to left does not reverse the sentence, and braces stay", () => {
  expect(said("en", decision("voted", "shipped", "مرحبا"))).toContain("“\u2068مرحبا\u2069”");
  expect(said("en", decision("voted", "shipped", "{date} $&"))).toContain("“{date} $&”");
});
