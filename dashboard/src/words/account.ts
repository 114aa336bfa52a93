// The texts of the account page.
// Apart from the others, because they are loaded only with that page.
import { count } from "./names";

/** The account page. */
export const a = {
  title: "Your account",
  profile: {
    title: "Profile",
    name: "Name",
    nameHint: "Your team sees it, and it stands under the decisions that you take from now on.",
    save: "Save name",
    saved: "Name saved.",
  },
  email: {
    title: "E-mail address",
    lead: (email: string) => `You log in with ${email}.`,
    hint: "The other members of your projects see this address, and nobody is told that it changes. No mail is sent to check it, so read it twice. Your other sessions end.",
    label: "New e-mail address",
    current: "Current password",
    save: "Change e-mail address",
    saved: (email: string) => `You now log in with ${email}.`,
  },
  password: {
    title: "Password",
    hint: "Your other sessions end, so that somebody who knows the old password is out.",
    current: "Current password",
    next: "New password",
    nextHint: "At least 10 characters. Four or more random words work well.",
    save: "Change password",
    saved: "Password changed. Your other sessions have ended.",
  },
  sessions: {
    title: "Sessions",
    lead: "Where you are logged in. End one that you don’t recognise, then change your password.",
    where: (browser: string | null | undefined, system: string | null | undefined) => {
      if (browser && system) return `${browser} on ${system}`;
      return browser ?? (system ? `A program on ${system}` : "An unknown browser");
    },
    current: "This one",
    begun: (when: string) => `Logged in ${when}`,
    seen: (when: string) => `Last used ${when}`,
    recently: "Used within the last hour",
    end: "Log out",
    endOne: (where: string, when: string) => `Log out ${where}, logged in ${when}`,
    ended: "That session has ended.",
    others: "Log out all other sessions",
    othersTitle: "Log out all other sessions?",
    othersText: (n: number) =>
      `${n === 1 ? "One other session ends" : `${count(n, "other session")} end`} now, wherever they are open. What was typed there and not sent stays on that screen until it is closed.`,
    othersAct: "Log out",
    othersEnded: "All other sessions have ended.",
    only: "You are logged in only here.",
  },
  device: {
    title: "On this device",
    lead: "These choices are kept in this browser, and not with your account: choose again on another device.",
    theme: "Theme",
    rows: "Rows of lists",
    densities: { comfortable: "Comfortable", dense: "Compact" },
  },
};
