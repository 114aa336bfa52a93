// The calls of the changelog, one function each.
// Keeps no data.
import type * as T from "../base/types";
import { at, call, data, id, list, once, type Reading, type Tagged } from "./api";

const tag = <A>(answer: ReturnType<typeof call<A>>): Promise<Tagged<A>> =>
  answer.then((response) => ({ data: response.data, etag: response.headers.get("etag") }));
const note = (p: string, n: string) => `${at(p)}/release_notes/${id(n)}`;
const based = (etag: string) => ({ headers: { "If-Match": etag } });

/** Release notes. */
export const changelog = {
  page: (p: string, query: object, reading?: Reading) =>
    list<T.ReleaseNoteRow>(`${at(p)}/release_notes`, query, reading),
  one: (p: string, n: string) => tag(call<T.ReleaseNote>("GET", note(p, n))),
  create: (p: string, title: string) => data(once<T.ReleaseNote>(`${at(p)}/release_notes`, { title })),
  patch: (p: string, n: string, etag: string, body: object) =>
    tag(call<T.ReleaseNote>("PATCH", note(p, n), { body, ...based(etag) })),
  remove: (p: string, n: string, etag: string) => data(call<undefined>("DELETE", note(p, n), based(etag))),
  audience: (p: string, n: string) => data(call<T.Audience>("GET", `${note(p, n)}/audience`)),
  publish: (p: string, n: string, etag: string, body: T.PublishIn) =>
    tag(call<T.ReleaseNote>("POST", `${note(p, n)}/publish`, { body, ...based(etag) })),
  unpublish: (p: string, n: string, etag: string) =>
    tag(call<T.ReleaseNote>("POST", `${note(p, n)}/unpublish`, { body: {}, ...based(etag) })),
  import: (p: string, body: T.ReleaseImportIn) =>
    data(once<T.ReleaseImport>(`${at(p)}/release_notes/import`, body)),
  undoImport: (p: string, batch: string) =>
    data(call<{ deleted: number }>("DELETE", `${at(p)}/release_notes/imports/${id(batch)}`)),
  file: (p: string) => `${at(p)}/release_notes.md`,
};
