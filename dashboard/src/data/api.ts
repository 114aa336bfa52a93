// The team API under /v1, one function per call, over the transport of `@yousaid/sdk`.
// Keeps no data and shows nothing: it records only whether the server responds and whether we are still logged in.
import { type Answer, createClient, type Loose, type Method, Problem } from "@yousaid/sdk";
import type * as T from "../base/types";
import { answered, unreachable } from "./link";
import { attempt } from "./tries";

export { Problem };

const client = createClient({ baseUrl: "", credentials: "same-origin" });
// The typed overload needs literal paths; here every call names its own answer instead.
const send = client.request as <A>(method: Method, path: string, options?: Loose) => Promise<Answer<A>>;

let onExpired = () => {};

/** Sets what happens when the session has ended on the server. */
export function whenExpired(act: () => void): void {
  onExpired = act;
}

/** Sends a request; every failure is a `Problem`. */
export async function call<A>(method: Method, path: string, options: Loose = {}): Promise<Answer<A>> {
  const headers = new Headers(options.headers);
  if (method !== "GET") headers.set("Yousaid-Csrf", "1");
  try {
    const answer = await send<A>(method, path, { ...options, headers });
    answered();
    return answer;
  } catch (cause) {
    const problem = asProblem(cause);
    if (problem.code === "network" || problem.status === 503) unreachable(problem.retryAfter);
    else if (problem.status !== 0) answered();
    if (problem.status === 401 && !path.startsWith("/v1/session") && !path.startsWith("/v1/invites"))
      onExpired();
    throw problem;
  }
}

/** Any thrown value as a `Problem`, so that callers handle one kind. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  return new Problem({ status: 0, code: "broken", detail: String(cause) }, cause);
}

/** The data of a response. */
export const data = <A>(answer: Promise<Answer<A>>): Promise<A> => answer.then((response) => response.data);

/** Creates something once, however often it has to be sent until a response arrives. */
export const once = <A>(path: string, body: object, etag?: string): Promise<Answer<A>> =>
  attempt([path, body, etag], (key) => {
    const headers = { "Idempotency-Key": key, ...(etag !== undefined && { "If-Match": etag }) };
    return call<A>("POST", path, { body, headers });
  });

/** Deletes something; a 404 counts as success if an earlier attempt got no response, since that one may have deleted it. */
export const drop = (path: string, query: object = {}): Promise<void> =>
  attempt(["DELETE", path, query], (_, again) =>
    call<undefined>("DELETE", path, { query }).then(
      () => undefined,
      (cause) => {
        if (!again || asProblem(cause).status !== 404) throw cause;
      },
    ),
  );

/** The address of a project. */
export const at = (project: string) => `/v1/projects/${encodeURIComponent(project)}`;
/** An id as a part of an address. */
export const id = encodeURIComponent;

/** Data with its tag (`ETag`), which a later edit must name. */
export type Tagged<A> = {
  data: A;
  etag: string | null;
  /** When the server answered, by its own clock. */
  at?: number;
};
const tagged = <A>(answer: Promise<Answer<A>>): Promise<Tagged<A>> =>
  answer.then((response) => ({
    data: response.data,
    etag: response.headers.get("etag"),
    at: Date.parse(response.headers.get("date") ?? "") || Date.now(),
  }));

/** Options of a list read: cursor, tag of the current data, and a signal to abort. */
export type Reading = { cursor?: string | null; limit?: number; etag?: string | null; signal?: AbortSignal };

/** One page of a list. */
export function list<A>(path: string, query: object, reading: Reading = {}): Promise<Tagged<T.Page<A>>> {
  const { cursor, limit = 50, etag, signal } = reading;
  return tagged(
    call("GET", path, {
      query: { ...query, cursor: cursor ?? undefined, limit },
      ...(signal && { signal }),
      ...(etag && { headers: { "If-None-Match": etag } }),
    }),
  );
}

/** Set-up, sessions and invitations. */
export const account = {
  setupNeeded: () => data(call<{ needed: boolean }>("GET", "/v1/setup")),
  setup: (body: { token: string; name: string; email: string; password: string }) =>
    data(call<T.Session>("POST", "/v1/setup", { body })),
  session: () => data(call<T.Session>("GET", "/v1/session")),
  login: (body: { email: string; password: string }) =>
    data(call<T.Session>("POST", "/v1/session", { body })),
  logout: () => data(call<undefined>("DELETE", "/v1/session")),
  password: (body: { current: string; password: string }) =>
    data(call<undefined>("PUT", "/v1/session/password", { body })),
  look: (token: string) => data(call<T.InviteLook>("POST", "/v1/invites/look", { body: { token } })),
  accept: (body: { token: string; name?: string; password: string }) =>
    data(call<T.Session>("POST", "/v1/invites/accept", { body })),
};

/** A project and its settings. */
export const projects = {
  create: (body: { name: string; origins?: string[] }) => data(once<T.Project>("/v1/projects", body)),
  one: (p: string) => data(call<T.Project>("GET", at(p))),
  patch: (p: string, body: T.ProjectPatch) => data(call<T.Project>("PATCH", at(p), { body })),
  install: (p: string) => data(call<T.Install>("GET", `${at(p)}/install`)),
  origins: (p: string) => data(call<T.Items<T.Origin>>("GET", `${at(p)}/origins`)),
  allow: (p: string, origin: string) => data(once<T.Origin>(`${at(p)}/origins`, { origin })),
  disallow: (p: string, origin: string) => drop(`${at(p)}/origins/${id(origin)}`),
  secret: (p: string, secret?: string) =>
    data(call<T.IdentitySecret>("PUT", `${at(p)}/identity`, { body: secret ? { secret } : {} })),
  dropSecret: (p: string) => drop(`${at(p)}/identity`),
  keys: (p: string) => data(call<T.Items<T.ApiKey>>("GET", `${at(p)}/keys`)),
  addKey: (p: string, body: { name: string; scope: "read" | "write" }) =>
    data(once<T.ApiKey & { key: string }>(`${at(p)}/keys`, body)),
  dropKey: (p: string, key: string) => drop(`${at(p)}/keys/${id(key)}`),
  members: (p: string) => data(call<T.Items<T.Member>>("GET", `${at(p)}/members`)),
  setRole: (p: string, member: string, role: T.Role) =>
    data(call<T.Member>("PATCH", `${at(p)}/members/${id(member)}`, { body: { role } })),
  /** Removes a member; `keys` says what happens to the API keys that it created. */
  dropMember: (p: string, member: string, keys?: "revoke" | "keep") =>
    drop(`${at(p)}/members/${id(member)}`, { keys }),
  invites: (p: string) => data(call<T.Items<T.Invite>>("GET", `${at(p)}/invites`)),
  /** Has no idempotency key: a later invitation replaces one whose response was lost, and returns a link. */
  invite: (p: string, body: { email: string; role: T.Role }) =>
    data(call<T.Invite & { link: string }>("POST", `${at(p)}/invites`, { body })),
  dropInvite: (p: string, invite: string) => drop(`${at(p)}/invites/${id(invite)}`),
};

/** The ranked requests. */
export const requests = {
  page: (p: string, query: object, reading?: Reading) =>
    list<T.RankedRequest>(`${at(p)}/requests`, query, reading),
  one: (p: string, request: string, signal?: AbortSignal) =>
    tagged(call<T.RequestDetail>("GET", `${at(p)}/requests/${id(request)}`, signal ? { signal } : {})),
  create: (p: string, body: T.RequestIn) => tagged(once<T.RequestDetail>(`${at(p)}/requests`, body)),
  patch: (p: string, request: string, etag: string, body: T.RequestPatch) =>
    tagged(
      call<T.RequestDetail>("PATCH", `${at(p)}/requests/${id(request)}`, {
        body,
        headers: { "If-Match": etag },
      }),
    ),
  similar: (p: string, request: string) =>
    tagged(call<T.Items<T.Duplicate>>("GET", `${at(p)}/requests/${id(request)}/similar`)),
  /** The requests that may say the same as a text. */
  alike: (p: string, text: { title: string; body?: string }, signal: AbortSignal) =>
    data(call<T.Items<T.Duplicate>>("GET", `${at(p)}/similar`, { query: text, signal })),
  /** Says that two requests are not duplicates. */
  distinct: (p: string, request: string, other: string) =>
    data(call<undefined>("PUT", `${at(p)}/requests/${id(request)}/distinct/${id(other)}`)),
  dropDistinct: (p: string, request: string, other: string) =>
    drop(`${at(p)}/requests/${id(request)}/distinct/${id(other)}`),
  unmerge: (p: string, request: string, etag: string) =>
    tagged(
      call<T.RequestDetail>("DELETE", `${at(p)}/requests/${id(request)}/merge`, {
        headers: { "If-Match": etag },
      }),
    ),
  split: (p: string, request: string, etag: string, body: T.SplitIn) =>
    data(once<T.RequestDetail>(`${at(p)}/requests/${id(request)}/split`, body, etag)),
  link: (p: string, request: string, report: string) =>
    tagged(call<T.RequestDetail>("PUT", `${at(p)}/requests/${id(request)}/reports/${id(report)}`)),
  unlink: (p: string, request: string, report: string) =>
    tagged(call<T.RequestDetail>("DELETE", `${at(p)}/requests/${id(request)}/reports/${id(report)}`)),
};

/** Acting on requests in triage. */
export const triage = {
  act: (p: string, body: T.TriageIn) => data(once<T.TriageChange>(`${at(p)}/triage`, body)),
  undo: (p: string, change: string) => data(once<T.TriageDone>(`${at(p)}/triage/${id(change)}/undo`, {})),
  moves: (p: string) => data(call<T.RankMoves>("GET", `${at(p)}/ranking/moves`)),
  totals: (p: string) => data(call<T.Totals>("GET", `${at(p)}/requests/totals`)),
  tags: (p: string) => data(call<T.Items<T.TagTotal>>("GET", `${at(p)}/tags`)),
  segments: (p: string) => data(call<T.Items<{ segment: string }>>("GET", `${at(p)}/segments`)),
  templates: (p: string) => data(call<T.Items<T.Template>>("GET", `${at(p)}/templates`)),
};

/** Reports, screens and visitors. */
export const facts = {
  reports: (p: string, query: object, reading?: Reading) =>
    list<T.ReportRow>(`${at(p)}/reports`, query, reading),
  report: (p: string, report: string) =>
    tagged(call<T.ReportDetail>("GET", `${at(p)}/reports/${id(report)}`)),
  screens: (p: string, query: object, reading?: Reading) =>
    list<T.ScreenRow>(`${at(p)}/screens`, query, reading),
  screen: (p: string, screen: string, query: { days?: number | undefined } = {}) =>
    tagged(call<T.ScreenDetail>("GET", `${at(p)}/screens/${id(screen)}`, { query })),
  renameScreen: (p: string, screen: string, title: string) =>
    data(call<T.ScreenDetail>("PATCH", `${at(p)}/screens/${id(screen)}`, { body: { title } })),
  previewMerge: (p: string, screen: string, into: string) =>
    data(call<T.ScreenMergePreview>("GET", `${at(p)}/screens/${id(screen)}/merge`, { query: { into } })),
  mergeScreen: (p: string, screen: string, into: string) =>
    data(call<T.ScreenDetail>("POST", `${at(p)}/screens/${id(screen)}/merge`, { body: { into } })),
  screenPicture: (p: string, order: T.ScreenOrder) =>
    data(call<T.ScreenPicture>("GET", `${at(p)}/screens/weeks`, { query: { order } })),
  visitors: (p: string, query: object, reading?: Reading) =>
    list<T.VisitorRow>(`${at(p)}/visitors`, query, reading),
  visitor: (p: string, visitor: string) =>
    tagged(call<T.VisitorDetail>("GET", `${at(p)}/visitors/${id(visitor)}`)),
  asked: (p: string, visitor: string, reading?: Reading) =>
    list<T.AskedItem>(`${at(p)}/visitors/${id(visitor)}/asked`, {}, reading),
  voted: (p: string, visitor: string, reading?: Reading) =>
    list<T.VotedItem>(`${at(p)}/visitors/${id(visitor)}/voted`, {}, reading),
  told: (p: string, visitor: string, reading?: Reading) =>
    list<T.ToldItem>(`${at(p)}/visitors/${id(visitor)}/told`, {}, reading),
  anonymise: (p: string, visitor: string) => drop(`${at(p)}/visitors/${id(visitor)}`),
};

/** Patterns of routes that are one screen. */
export const patterns = {
  list: (p: string) => data(call<T.Items<T.ScreenPattern>>("GET", `${at(p)}/screen_patterns`)),
  preview: (p: string, pattern: string) =>
    data(call<T.ScreenPatternPreview>("GET", `${at(p)}/screen_patterns/preview`, { query: { pattern } })),
  keep: (p: string, pattern: string) => data(once<T.ScreenPattern>(`${at(p)}/screen_patterns`, { pattern })),
  drop: (p: string, pattern: string) => drop(`${at(p)}/screen_patterns/${id(pattern)}`),
};
