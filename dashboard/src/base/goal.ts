// What a team wants to achieve first, and the list that it looks at for that.
// Contains no words.
import type { Goal } from "./types";

/** The goals, in the order in which they are offered. */
export const goals: readonly Goal[] = ["build", "fix", "docs", "answer"];

const pages = { build: "triage", fix: "reports", docs: "screens", answer: "comments" } as const;

/** The list that the install page leads to. */
export const firstPage = (goal: Goal | null | undefined) => (goal ? pages[goal] : "triage");
