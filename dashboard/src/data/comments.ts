// The API of comments on requests and of replies to reports.
// Apart from the rest, because it is loaded only with the pages that show them.
import type * as T from "../base/types";
import { at, call, data, drop, id, list, once, type Reading } from "./api";

const on = (p: string, request: string) => `${at(p)}/requests/${id(request)}/comments`;

/** What visitors and the team say about requests, and what the team says to those who reported. */
export const comments = {
  /** The comments on a request, also those that visitors don't see. */
  page: (p: string, request: string, reading?: Reading) => list<T.TeamComment>(on(p, request), {}, reading),
  /** The comments of a project in a state. */
  queue: (p: string, state: T.CommentState, reading?: Reading) =>
    list<T.QueuedComment>(`${at(p)}/comments`, { state }, reading),
  add: (p: string, request: string, body: string, parent?: string) =>
    data(once<T.TeamComment>(on(p, request), parent ? { body, parent } : { body })),
  edit: (p: string, request: string, comment: string, body: string) =>
    data(call<T.TeamComment>("PATCH", `${on(p, request)}/${id(comment)}`, { body: { body } })),
  drop: (p: string, request: string, comment: string) => drop(`${on(p, request)}/${id(comment)}`),
  /** Shows a comment to visitors, which approves one that waits, or hides it from them. */
  show: (p: string, request: string, comment: string, shown: boolean) =>
    data(call<T.TeamComment>("PUT", `${on(p, request)}/${id(comment)}/shown`, { body: { shown } })),
  /** Closes or opens the comments of visitors on a request. */
  lock: (p: string, request: string, locked: boolean) =>
    data(call<{ locked: boolean }>("PUT", `${on(p, request)}/lock`, { body: { locked } })),
  /** Replies to the visitor who reported. */
  reply: (p: string, report: string, body: string) =>
    data(once<T.ReportReply>(`${at(p)}/reports/${id(report)}/replies`, { body })),
};
