// Who is logged in, and what that member may do in a project.
// Not a protection: the server decides; this only hides what the server would refuse.
import { signal } from "@preact/signals";
import { recall, remember } from "../base/memory";
import type { Role, Session } from "../base/types";
import { forgetActs } from "./acts";
import { account, asProblem, whenExpired } from "./api";
import { forgetAll } from "./drafts";

/** The session: undefined while unknown, null when there is none. */
export const session = signal<Session | null | undefined>(undefined);
/** True when the last session ended while the page was open. */
export const ended = signal(false);
/** True when the session could not be read at the start. */
export const unknown = signal(false);

/** The permissions of members; each belongs to some roles. */
export type Permission = "decide" | "configure" | "people";

const allowed: Record<Permission, Role[]> = {
  decide: ["owner", "admin", "triager"],
  configure: ["owner", "admin"],
  people: ["owner"],
};

/** Whether a role has a permission. */
export function may(role: Role | undefined, permission: Permission): boolean {
  return role !== undefined && allowed[permission].includes(role);
}

/** The role in a project, undefined for those who are not members. */
export function roleIn(project: string): Role | undefined {
  return session.value?.projects.find((item) => item.id === project)?.role;
}

/** Asks the server who we are. */
export async function learn(): Promise<void> {
  unknown.value = false;
  try {
    enter(await account.session());
  } catch (cause) {
    if (asProblem(cause).status === 401) session.value = null;
    else unknown.value = true;
  }
}

/** Forgets what was typed and done: another member may neither read nor undo it. */
function forgetTheirs(): void {
  forgetAll();
  forgetActs();
}

/** The member whose drafts are kept: they survive an expired session, and no other member may read them. */
let draftsOwner: string | undefined;

/** Sets a session that the server just returned. */
export function enter(found: Session): void {
  if (draftsOwner !== undefined && draftsOwner !== found.member.id) forgetTheirs();
  draftsOwner = found.member.id;
  ended.value = false;
  session.value = found;
}

/** A log-out that is being sent, or that the server did not respond to. */
export const leaving = signal<"busy" | "failed" | null>(null);

/** Ends the session on the server, and then here: a session that is still valid there must not look ended. */
export async function leave(): Promise<void> {
  if (leaving.peek() === "busy") return;
  leaving.value = "busy";
  try {
    await account.logout();
  } catch (cause) {
    // Without a session there is nothing left to end.
    if (asProblem(cause).status !== 401) {
      leaving.value = "failed";
      return;
    }
  }
  leaving.value = null;
  session.value = null;
  forgetTheirs();
}

/** Cancels logging out. */
export function stay(): void {
  leaving.value = null;
}

/** The project to open first: the last one opened, or else the first. */
export function home(found: Session): string | undefined {
  const last = recall("project");
  return (found.projects.find((item) => item.id === last) ?? found.projects[0])?.id;
}

/** Changes what the session says of a project, after a change of it that the server has taken. */
export function amend(project: string, change: Partial<Session["projects"][number]>): void {
  const held = session.peek();
  if (!held) return;
  enter({
    ...held,
    projects: held.projects.map((item) => (item.id === project ? { ...item, ...change } : item)),
  });
}

/** Remembers the project for the next visit. */
export function visited(project: string): void {
  remember("project", project);
}

whenExpired(() => {
  if (!session.peek()) return;
  ended.value = true;
  leaving.value = null;
  session.value = null;
});
