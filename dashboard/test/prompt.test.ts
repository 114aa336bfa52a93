// The prompt for a coding agent: what it names, for every goal, and what it never contains.
import { expect, test } from "vitest";
import { goals } from "../src/base/goal";
import { promptFor } from "../src/pages/settings/prompt";
import { f } from "../src/words/first";

const server = "https://feedback.example.com";
const project = "01a2259c-92e0-7645-afb4-dd0cfef1f617";
const tag = `<script async src="${server}/widget.js" data-project="pk_AAAAAAAAAAAAAAAAAAAAAA"></script>`;

test("names the tag once, the lines of the policy and the page that says whether it works, whatever the goal", () => {
  for (const goal of [null, ...goals]) {
    const text = promptFor({ tag, server, project, goal, element: goal && f.install.code[goal] });
    expect(text.split(tag)).toHaveLength(2);
    expect(text).toContain(`script-src ${server}\n   connect-src ${server}\n`);
    expect(text).toContain(`${server}/app/p/${project}/settings/install\n`);
    expect(text).toContain(`GET ${server}/v1/projects/${project}/install`);
  }
});

test("asks for the element of the goal, and for none without a goal", () => {
  for (const goal of goals) {
    const element = f.install.code[goal];
    expect(promptFor({ tag, server, project, goal, element })).toContain(`   ${element}\n`);
  }
  expect(promptFor({ tag, server, project, goal: null, element: null })).not.toContain("data-yousaid");
});

test("is plain text for a terminal: no long lines of its own, no Markdown, no typographic quotes", () => {
  const text = promptFor({ tag: "TAG", server: "SERVER", project: "ID", goal: "answer", element: "ELEMENT" });
  expect(text.split("\n").filter((line) => line.length > 130)).toEqual([]);
  expect(text).not.toMatch(/[“”‘’`]|undefined|null/);
});
