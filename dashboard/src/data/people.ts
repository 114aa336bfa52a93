// The API of what only an open request and the settings need: voters, notes and prepared messages.
// Apart from the rest, because it is loaded only with those.
import type * as T from "../base/types";
import { at, call, data, drop, id, list, once, type Reading } from "./api";

/** Who voted on a request, and what the team notes about it. */
export const people = {
  voters: (p: string, request: string, query: object, reading?: Reading) =>
    list<T.Voter>(`${at(p)}/requests/${id(request)}/voters`, query, reading),
  summary: (p: string, request: string) =>
    data(call<T.VotersSummary>("GET", `${at(p)}/requests/${id(request)}/voters/summary`)),
  /** The address of the voters as a file. */
  exported: (p: string, request: string, query: Record<string, string>) =>
    `${at(p)}/requests/${id(request)}/voters.csv?${new URLSearchParams(query)}`,
  /** Adds a vote on behalf of a person. Who has voted keeps that vote. */
  addVoter: (p: string, request: string, vote: T.VoteOnBehalfIn) =>
    data(once<T.Voter>(`${at(p)}/requests/${id(request)}/voters`, vote)),
  dropVoter: (p: string, request: string, visitor: string) =>
    drop(`${at(p)}/requests/${id(request)}/voters/${id(visitor)}`),
  credits: (p: string, request: string) =>
    data(call<T.Items<T.Credit>>("GET", `${at(p)}/requests/${id(request)}/credits`)),
  /** Records what somebody contributed, or takes it back. */
  credit: (p: string, request: string, body: T.CreditIn) =>
    call<undefined>("PUT", `${at(p)}/requests/${id(request)}/credits`, { body }),
  notes: (p: string, request: string, reading?: Reading) =>
    list<T.Note>(`${at(p)}/requests/${id(request)}/notes`, {}, reading),
  addNote: (p: string, request: string, body: string) =>
    data(once<T.Note>(`${at(p)}/requests/${id(request)}/notes`, { body })),
  dropNote: (p: string, request: string, note: string) =>
    drop(`${at(p)}/requests/${id(request)}/notes/${id(note)}`),
};

/** The weights of segments. */
export const segments = {
  weights: (p: string) => data(call<T.SegmentWeights>("GET", `${at(p)}/segment_weights`)),
  weigh: (p: string, body: { segment: string; weight: number }) =>
    data(call<T.SegmentWeights>("PUT", `${at(p)}/segment_weights`, { body })),
};

/** Prepared messages. */
export const templates = {
  create: (p: string, body: T.TemplateIn) => data(once<T.Template>(`${at(p)}/templates`, body)),
  patch: (p: string, template: string, body: Partial<T.TemplateIn>) =>
    data(call<T.Template>("PATCH", `${at(p)}/templates/${id(template)}`, { body })),
  drop: (p: string, template: string) => drop(`${at(p)}/templates/${id(template)}`),
};

/** The file in base64. */
async function encoded(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // In pieces: a call takes a limited number of arguments.
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** The pictures of the board. */
export const pictures = {
  list: (p: string) => data(call<T.Items<T.Picture>>("GET", `${at(p)}/pictures`)),
  put: async (p: string, kind: T.Picture["kind"], file: Blob) =>
    data(call<T.Picture>("PUT", `${at(p)}/pictures`, { body: { kind, file: await encoded(file) } })),
  drop: (p: string, kind: T.Picture["kind"]) => drop(`${at(p)}/pictures`, { kind }),
};
