// The texts of the first hour: the question after the set-up, the list of first steps, what the install page suggests.
// Apart from the others, because they are loaded only where they are shown.
import type { FirstSteps, Goal } from "../base/types";

/** A step of the list. */
export type Step = "tag" | "answer" | "decision" | "team" | "brand";

type Texts = { hint: string; act: string };

const tagAct = "Get the tag";
const answerAct = "Open your page";
const decisionAct = "Open Triage";

/** What depends on the goal, step by step. */
const byGoal: Record<Goal | "none", Record<"tag" | "answer" | "decision", Texts>> = {
  none: {
    tag: { hint: "One tag on your pages is the whole installation.", act: tagAct },
    answer: { hint: "Answer “Was this helpful?” on one of your pages, as a user would.", act: answerAct },
    decision: {
      hint: "Accept or decline a request: everybody who voted reads your message.",
      act: decisionAct,
    },
  },
  build: {
    tag: { hint: "Put the tag where people work, so that they can suggest and vote there.", act: tagAct },
    answer: {
      hint: "Answer “Was this helpful?” on one of your pages: a “No” counts for the requests of its screen.",
      act: answerAct,
    },
    decision: {
      hint: "Accept or decline the first suggestion: everybody who voted reads why.",
      act: decisionAct,
    },
  },
  fix: {
    tag: { hint: "Put the tag on every page: a report brings the steps that led there.", act: tagAct },
    answer: {
      hint: "Answer “No” on one of your pages: it offers to report what went wrong.",
      act: answerAct,
    },
    decision: { hint: "Decide on the first problem: those who reported it hear from you.", act: decisionAct },
  },
  docs: {
    tag: {
      hint: "Put the tag into the layout of your docs, and the question at the end of each page.",
      act: tagAct,
    },
    answer: { hint: "Answer “Was this helpful?” at the end of one page.", act: answerAct },
    decision: {
      hint: "Decide on what the first readers miss: they see your answer on the page.",
      act: decisionAct,
    },
  },
  answer: {
    tag: {
      hint: "Put the tag where your customers are logged in, so that you know whom you answer.",
      act: tagAct,
    },
    answer: { hint: "Answer “Was this helpful?” on one of your pages, as a customer would.", act: answerAct },
    decision: {
      hint: "Answer the first request: everybody who asked for it reads your message.",
      act: decisionAct,
    },
  },
};

const fixed: Record<"team" | "brand", Texts> = {
  team: { hint: "A second member sees what you decide, and can decide, too.", act: "Invite someone" },
  brand: {
    hint: "Choose the accent colour of the widget and the board here, or a logo in Settings, Board.",
    act: "Choose a colour",
  },
};

const names: Record<Step, string> = {
  tag: "Tag seen on your page",
  answer: "First answer",
  decision: "First decision",
  team: "Second member",
  brand: "Your colour or logo",
};

const goalNames: Record<Goal, string> = {
  build: "Find what to build",
  fix: "Find what is broken",
  docs: "Improve the docs",
  answer: "Answer customers",
};

/** The first hour. */
export const f = {
  goal: {
    title: "What do you want to achieve first?",
    lead: "Your answer decides what the first steps suggest. Nothing is turned off, and you can change it in Settings, Project.",
    names: goalNames,
    hints: {
      build: "Collect suggestions and votes, and see what is wanted most. Look at Triage first.",
      fix: "Collect reports with the steps that led to the problem. Look at Reports first.",
      docs: "Ask “Was this helpful?” on each page, and see where readers get stuck. Look at Screens first.",
      answer: "Reply to what customers ask, and tell them what became of it. Look at Comments first.",
    } satisfies Record<Goal, string>,
    skip: "Skip this question",
    label: "First goal",
    none: "Nothing in particular",
    saved: (name: string) => `First goal: ${name}`,
    notYours: "Only admins and owners can change this.",
  },
  steps: {
    title: "First steps",
    count: (done: number, all: number) => `${done} of ${all}`,
    name: (done: number, all: number) => `First steps: ${done} of ${all} done`,
    ticked: (step: Step) => `Done: ${names[step]}`,
    names,
    texts: (step: Step, goal: FirstSteps["goal"]): Texts =>
      step === "team" || step === "brand" ? fixed[step] : byGoal[goal ?? "none"][step],
    done: "done",
    open: "not done yet",
    invited: "Invited. This is done once the invitation is accepted.",
    others: {
      decide: "Triagers, admins and owners do this.",
      configure: "Admins and owners do this.",
      people: "Owners do this.",
    },
    goal: (goal: Goal) => `Goal: ${goalNames[goal]}`,
    change: "Change",
    choose: "Say what you want to achieve first",
    hide: "Hide for the whole team",
    hidden: "First steps hidden. Settings, Project shows them again.",
    all: "All done. The next time you open this page, this list is gone.",
    show: "Show the first steps",
    showHint: "The list beside the navigation, for every member, until all of it is done.",
  },
  install: {
    title: (goal: Goal) =>
      `To ${goalNames[goal].charAt(0).toLowerCase()}${goalNames[goal].slice(1)}, also add`,
    hints: {
      build: "A list of the requests of this screen, to vote on, wherever you have room for it.",
      fix: "A button of your own that opens the report, with the recorded steps attached.",
      docs: "The question at the end of each page: put it into the template that all pages of your docs share.",
      answer:
        "A link that opens what a customer asked for and what you answered. Signed identity (see Identity) tells you who it is.",
    } satisfies Record<Goal, string>,
    code: {
      build: "<div data-yousaid-requests></div>",
      fix: '<button type="button" data-yousaid-open="report">Something wrong?</button>',
      docs: "<div data-yousaid-helpful></div>",
      answer: '<button type="button" data-yousaid-open="yours">Your requests</button>',
    } satisfies Record<Goal, string>,
  },
  prompt: {
    copy: "Copy a prompt for your coding agent",
    hint: "It tells the agent where to put the tag in your code base, and how to check that it works. It contains no secret.",
    show: "Read the prompt",
    label: "Prompt for your coding agent",
    select: "The prompt is selected: copy it with Ctrl C, or ⌘ C on a Mac.",
  },
};
