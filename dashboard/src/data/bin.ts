// Deleting and restoring: requests, reports and projects, each with an undo for as long as its message is shown and by `z`.
// Does not ask: pages confirm first. Deletes nothing for good: time does.
import { announce } from "../base/announce";
import type { BinItem, DeletedProject, Items, Project, RankedRequest, RestoredItem } from "../base/types";
import { b } from "../words/bin";
import { type Acted, noteUndo, takeOut, versionOf } from "./acts";
import { asProblem, at, call, data, id, list, type Reading } from "./api";
import { plainly } from "./plain";
import { enter, session } from "./session";

/** The bin of a project, and the deleted projects of a member. */
export const bin = {
  page: (p: string, reading?: Reading) => list<BinItem>(`${at(p)}/bin`, {}, reading),
  restore: (p: string, deleted: string) =>
    data(call<RestoredItem>("POST", `${at(p)}/bin/${id(deleted)}/restore`)),
  projects: () => data(call<Items<DeletedProject>>("GET", "/v1/bin")),
  // Deleting what is in the bin already changes nothing, so that each can be sent again.
  dropRequest: (p: string, request: string, version: number) =>
    call<undefined>("DELETE", `${at(p)}/requests/${id(request)}`, {
      headers: { "If-Match": `"${version}"` },
    }),
  dropReport: (p: string, report: string) => call<undefined>("DELETE", `${at(p)}/reports/${id(report)}`),
  dropProject: (p: string, name: string) => call<undefined>("DELETE", at(p), { body: { name } }),
};

/** Restores something, and says so; false with the reason where that fails. */
async function restored(project: string, deleted: string, name: string): Promise<boolean> {
  try {
    await bin.restore(project, deleted);
  } catch (cause) {
    announce(plainly(asProblem(cause)));
    return false;
  }
  announce(b.restored(name));
  return true;
}

/** Deletes requests one after the other; throws the first problem. What was deleted before it stays so, and can be restored. */
export async function removeRequests(project: string, shown: Acted, rows: RankedRequest[]): Promise<void> {
  const leave = takeOut(shown);
  const gone: RankedRequest[] = [];
  try {
    for (const row of rows) {
      await bin.dropRequest(project, row.id, versionOf(row));
      gone.push(row);
    }
  } finally {
    if (gone.length > 0) {
      const back = leave(gone);
      const name = b.nameOf(gone);
      const undo = noteUndo(project, async () => {
        for (const row of gone) if (!(await restored(project, row.id, b.nameOf([row])))) return;
        back();
        announce(b.restored(name));
      });
      announce(b.deleted(name), undo);
    }
  }
}

/** Deletes a report; `back` is called when it was restored. */
export async function removeReport(
  project: string,
  report: { id: string; number: number; title: string },
  back: () => void,
): Promise<void> {
  await bin.dropReport(project, report.id);
  const name = b.nameOf([report]);
  const undo = noteUndo(project, async () => {
    if (await restored(project, report.id, name)) back();
  });
  announce(b.deleted(name), undo);
}

/** Deletes a project whose name was typed; the session forgets it. */
export async function removeProject(project: Project, name: string): Promise<void> {
  await bin.dropProject(project.id, name);
  const held = session.peek();
  if (held) enter({ ...held, projects: held.projects.filter((one) => one.id !== project.id) });
  announce(b.deleted(project.name), () => void restoreProject(project.id));
}

/** Restores a project, and adds it to the session; false with the reason where that fails. */
export async function restoreProject(project: string): Promise<boolean> {
  try {
    const found = await data(call<Project>("POST", `/v1/bin/${id(project)}/restore`));
    const held = session.peek();
    if (held && !held.projects.some((one) => one.id === project)) {
      const { id: own, name, role, goal, first_steps_hidden } = found;
      enter({ ...held, projects: [...held.projects, { id: own, name, role, goal, first_steps_hidden }] });
    }
    announce(b.restored(found.name));
    return true;
  } catch (cause) {
    announce(plainly(asProblem(cause)));
    return false;
  }
}
