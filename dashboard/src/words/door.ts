// The words of the frame and of the pages that stand alone: errors, logging in, setting up, the help sheet.
// It refuses markup.
import { count } from "./names";

/** Frame, errors and first steps. */
export const door = {
  act: {
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    copy: "Copy",
    copied: "Copied",
    edit: "Edit",
    remove: "Remove",
    add: "Add",
    back: "Back",
    retry: "Try again",
    reload: "Reload",
    more: "Show more",
    clear: "Clear filters",
    working: "Working…",
    saved: "Saved",
  },
  nav: {
    label: "Project",
    skip: "Skip to the content",
    triage: "Triage",
    reports: "Reports",
    screens: "Screens",
    visitors: "Visitors",
    settings: "Settings",
    switch: "Switch project",
    create: "New project",
    account: "Account",
    logout: "Log out",
    shortcuts: "Shortcuts",
    theme: "Theme",
    themes: { system: "System", light: "Light", dark: "Dark" },
  },
  wrong: {
    down: "The server cannot be reached. What you see may be out of date; nothing you typed is lost.",
    wait: (seconds: number) => `The server asks to wait ${count(seconds, "second")}.`,
    generic: "That did not work.",
    network: "The server could not be reached. Check the connection and try again.",
    unavailable: "The server is busy or its database is away. Try again in a moment.",
    forbidden: "Your role in this project does not allow that.",
    missing:
      "There is nothing here. It may have been removed, or it belongs to a project that you are not in.",
    busy: (seconds: number | undefined) =>
      seconds
        ? `Too many tries. Wait ${count(seconds, "second")}, then try again.`
        : "Too many tries. Wait a moment.",
    page: "This page does not exist",
    pageHint: "The address may be mistyped, or the page was moved.",
    home: "Go to the dashboard",
    crash: "This page could not be shown",
    crashHint: "A new version may have been installed. Reloading usually helps.",
    reference: (id: string) => `Reference for your operator: ${id}`,
    required: "Fill this in.",
  },
  login: {
    title: "Log in",
    lead: "You said, we did.",
    email: "E-mail",
    password: "Password",
    submit: "Log in",
    refused: "That e-mail and password do not belong together.",
    ended: "Your session has ended. Log in again to go on where you were.",
    setup: "This server has no members yet. Open the set-up link that it printed when it started.",
  },
  setup: {
    title: "Set up Yousaid",
    lead: "You will be the first member and own the first project.",
    name: "Your name",
    email: "E-mail",
    password: "Password",
    passwordHint: "At least 12 characters. A sentence that only you know is best.",
    submit: "Create the account",
    noToken: "This address has no set-up token. Open the whole link that the server printed when it started.",
    done: "Yousaid is set up already.",
    refused:
      "This set-up link has been used, or belongs to another server. Start the server again to print a new one.",
  },
  invite: {
    title: (project: string) => `Join ${project}`,
    lead: (role: string, email: string) => `You are invited as ${role.toLowerCase()}, with ${email}.`,
    known: "You have an account on this server. Give its password to accept.",
    submit: "Accept the invitation",
    gone: "This invitation has been used, has run out or was taken back. Ask whoever sent it for a new one.",
    noToken: "This address has no invitation in it. Open the whole link that you were sent.",
  },
  start: {
    title: "Create a project",
    first: "Create your first project",
    lead: "A project is one product that embeds the widget.",
    name: "Name of the product",
    origin: "Where does it run?",
    originHint:
      "Optional. The web address of your product, such as https://app.example.com. You can add more later.",
    submit: "Create the project",
    none: "You are not a member of any project. Ask an owner for an invitation, or create your own project.",
  },
  help: {
    title: "Keyboard shortcuts",
    on: "Single-key shortcuts",
    onHint:
      "Turn them off if you use speech input or press keys by accident. Arrows, Enter and Escape always work.",
    rows: [
      [["j", "↓"], "Next in the list"],
      [["k", "↑"], "Previous in the list"],
      [["Enter"], "Open"],
      [["Esc"], "Close, go back to the list"],
      [["/"], "Filter by text"],
      [["d"], "Decide"],
      [["e"], "Edit"],
      [["?"], "This sheet"],
    ] as [string[], string][],
  },
};
