// Validates the HTML of a page as the server sent it, by the rules of the standard.
// Two rules are about style only and off: how the doctype is written, and which characters are written as entities.
import { HtmlValidate } from "html-validate";
import { expect } from "./fixtures.ts";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "doctype-style": "off", "no-raw-characters": "off" },
});

/** Fails on everything that the validator objects to. */
export async function valid(html: string, page: string): Promise<void> {
  const { results } = await validator.validateString(html, page);
  const complaints = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  );
  // Soft, so that one run tells of every page.
  expect.soft(complaints, page).toEqual([]);
  // What its rules do not know: the encoding has to be in the first kilobyte, and a time has at most three digits of a second.
  expect.soft(html.slice(0, 1024), page).toContain('<meta charset="utf-8">');
  expect.soft(html.match(/datetime="[^"]*\.\d{4,}[^"]*"/g), page).toBeNull();
}
