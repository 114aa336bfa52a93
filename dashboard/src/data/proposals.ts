// The calls of the proposals, one function each.
// Keeps no data.
import type * as T from "../base/types";
import { at, call, data, id, list, once, type Reading, type Tagged } from "./api";

const tag = <A>(answer: ReturnType<typeof call<A>>): Promise<Tagged<A>> =>
  answer.then((response) => ({ data: response.data, etag: response.headers.get("etag") }));
const one = (p: string, n: string) => `${at(p)}/proposals/${id(n)}`;
const based = (etag: string) => ({ headers: { "If-Match": etag } });

/** What is done to a proposal without anything to say. */
export type ProposalAct = "publish" | "unpublish" | "end";

/** Proposals. */
export const proposals = {
  page: (p: string, reading?: Reading) => list<T.ProposalRow>(`${at(p)}/proposals`, {}, reading),
  one: (p: string, n: string) => tag(call<T.Proposal>("GET", one(p, n))),
  create: (p: string, question: string) => data(once<T.Proposal>(`${at(p)}/proposals`, { question })),
  patch: (p: string, n: string, etag: string, body: object) =>
    tag(call<T.Proposal>("PATCH", one(p, n), { body, ...based(etag) })),
  remove: (p: string, n: string, etag: string) => data(call<undefined>("DELETE", one(p, n), based(etag))),
  act: (p: string, n: string, etag: string, act: ProposalAct) =>
    tag(call<T.Proposal>("POST", `${one(p, n)}/${act}`, { body: {}, ...based(etag) })),
  record: (p: string, n: string, etag: string, text: string) =>
    tag(call<T.Proposal>("PUT", `${one(p, n)}/outcome`, { body: { text }, ...based(etag) })),
  preview: (p: string, text: string, signal: AbortSignal) =>
    data(call<{ content: T.TextPart[] }>("POST", `${at(p)}/markdown`, { body: { text }, signal })),
};
