// How actions fold into steps, and how steps read.
import { expect, test } from "vitest";
import type { Raw } from "../src/base/step";
import { words as firstDe } from "../src/locales/de";
import { words as firstEn } from "../src/locales/en";
import { words as tabsDe } from "../src/locales/tabs-de";
import { words as tabsEn } from "../src/locales/tabs-en";
import { sentence } from "../src/panel/state/sentence";
import { speaker } from "../src/panel/state/words";
import { LIMIT, steps } from "../src/recorder/steps";

const en = { ...firstEn, ...tabsEn };
const de = { ...firstDe, ...tabsDe };

const field = {};
const button = {};
const typed = (length: number) => ({ kind: "change" as const, value: { type: "text", length } });

function clock() {
  let at = 0;
  return { now: () => at, pass: (ms: number) => (at += ms) };
}

test("typing into one field is one step, with the click that put the caret there", () => {
  const list = steps();
  list.add({ kind: "click" }, field);
  list.add(typed(1), field);
  list.add(typed(2), field);
  expect(list.all()).toMatchObject([{ kind: "change", value: { length: 2 } }]);
});

test("coming back to a field is a step of its own", () => {
  const list = steps();
  list.add(typed(1), field);
  list.add({ kind: "click" }, button);
  list.add(typed(2), field);
  expect(list.all().map(({ kind }) => kind)).toEqual(["change", "click", "change"]);
});

test("a double click takes its two clicks with it", () => {
  const list = steps();
  list.add({ kind: "click" }, button);
  list.add({ kind: "click" }, button);
  list.add({ kind: "double_click" }, button);
  expect(list.all().map(({ kind }) => kind)).toEqual(["double_click"]);
});

test("a fault in a loop does not push out the steps that led to it", () => {
  const { now, pass } = clock();
  const list = steps(now);
  list.add({ kind: "click" }, button);
  for (let i = 0; i < 500; i++) {
    pass(10);
    list.add({ kind: "error", message: "Error: x" });
  }
  expect(list.all()[0]).toMatchObject({ kind: "click" });
});

test("the newest step is told where it was done to the same element", () => {
  const list = steps();
  list.add(typed(1), field);
  expect(list.newest(field)?.kind).toBe("change");
  expect(list.newest(button)).toBeUndefined();
  list.add({ kind: "key", key: "Enter" }, field);
  expect(list.newest(field)?.kind).toBe("key");
});

test("the last fifty are kept and every step has its own number", () => {
  const list = steps();
  for (let i = 0; i < 80; i++) list.add({ kind: "click" }, {});
  expect(list.all()).toHaveLength(LIMIT);
  expect(new Set(list.all().map(({ n }) => n)).size).toBe(LIMIT);
  expect(list.all()[0]?.n).toBe(31);
});

test("watchers hear of changes until they stop, and nothing is left after clearing", () => {
  const list = steps();
  let heard = 0;
  const stop = list.watch(() => heard++);
  list.add({ kind: "click" }, button);
  stop();
  list.add({ kind: "click" }, field);
  expect(heard).toBe(1);
  list.clear();
  expect(list.all()).toEqual([]);
});

const save = { role: "button", name: "Save" };
const cases: [Omit<Raw, "n" | "at">, string, string][] = [
  [{ kind: "navigate", url: "/orders/7" }, "Opened /orders/7", "/orders/7 geöffnet"],
  [{ kind: "click", target: save }, "Clicked the “Save” button", "Schaltfläche „Save“ angeklickt"],
  [{ kind: "click", target: { role: "link" } }, "Clicked an unnamed link", "Link ohne Namen angeklickt"],
  [
    { kind: "double_click", target: { name: "Row" } },
    "Double-clicked the “Row” element",
    "Element „Row“ doppelt angeklickt",
  ],
  [{ ...typed(1), target: { name: "Town" } }, "Typed 1 character into “Town”", "1 Zeichen in „Town“ getippt"],
  [
    { ...typed(5), target: { name: "Town" } },
    "Typed 5 characters into “Town”",
    "5 Zeichen in „Town“ getippt",
  ],
  [
    { ...typed(75), prefilled: true, target: { name: "Town" } },
    "Changed the text of “Town”",
    "Text in „Town“ geändert",
  ],
  [{ ...typed(2) }, "Typed 2 characters into an unnamed element", "2 Zeichen in Element ohne Namen getippt"],
  [
    {
      kind: "change",
      target: { tag: "input", role: "checkbox" },
      value: { type: "checkbox", length: 0, filled: true },
    },
    "Ticked an unnamed checkbox",
    "Kästchen ohne Namen angekreuzt",
  ],
  [
    {
      kind: "change",
      target: { role: "radio", name: "macOS" },
      value: { type: "radio", length: 0, filled: true },
    },
    "Chose “macOS”",
    "„macOS“ ausgewählt",
  ],
  [
    { kind: "click", target: { role: "spinbutton", name: "Quantity", tag: "input" } },
    "Clicked the “Quantity” field",
    "Feld „Quantity“ angeklickt",
  ],
  [
    { kind: "click", target: { name: "Birthday", tag: "input" } },
    "Clicked the “Birthday” field",
    "Feld „Birthday“ angeklickt",
  ],
  [{ ...typed(0), target: { name: "Town" } }, "Cleared “Town”", "„Town“ geleert"],
  [
    { kind: "change", target: { name: "Password" }, value: { type: "password", length: 0, filled: true } },
    "Filled in “Password” (value hidden)",
    "„Password“ ausgefüllt (Inhalt verborgen)",
  ],
  [
    { kind: "change", target: { name: "Gift" }, value: { type: "checkbox", length: 0, filled: true } },
    "Ticked “Gift”",
    "„Gift“ angekreuzt",
  ],
  [
    { kind: "change", value: { type: "select", length: 3 }, target: { name: "Land" } },
    "Changed “Land”",
    "„Land“ geändert",
  ],
  [{ kind: "submit" }, "Submitted the form", "Formular abgeschickt"],
  [{ kind: "key", key: "Control+S" }, "Pressed Control+S", "Control+S gedrückt"],
  [
    { kind: "error", message: "TypeError: x" },
    "The page had an error: TypeError: x",
    "Die Seite hatte einen Fehler: TypeError: x",
  ],
  [
    { kind: "http", method: "GET", url: "/api", status: 500 },
    "A request failed with 500: GET /api",
    "Eine Anfrage ist mit 500 fehlgeschlagen: GET /api",
  ],
  [
    { kind: "http", method: "GET", url: "/api", status: 0 },
    "A request got no response: GET /api",
    "Eine Anfrage blieb ohne Antwort: GET /api",
  ],
];

test.each(cases)("%o reads well in both languages", (step, english, german) => {
  const raw = { n: 1, at: 0, ...step };
  expect(sentence(raw, speaker(en, "en"))).toBe(english);
  expect(sentence(raw, speaker(de, "de"))).toBe(german);
});
