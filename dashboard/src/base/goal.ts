// What a team wants to achieve first, and the page that it opens with.
// Contains no words.
import type { Goal } from "./types";

/** The goals, in the order in which they are offered. */
export const goals: readonly Goal[] = ["build", "fix", "docs", "answer"];

const pages = { build: "triage", fix: "reports", docs: "screens", answer: "comments" } as const;

/** The list that the dashboard opens with. */
export const firstPage = (goal: Goal | null | undefined) => (goal ? pages[goal] : "triage");
