// The calls of the account page: the member's own name, address, password and sessions.
// Apart from `api.ts`, because they are loaded only with that page.
import type { AccountPatch, Items, OwnSession, Session } from "../base/types";
import { call, data, drop, id } from "./api";

/** The logged-in member's account. */
export const own = {
  patch: (body: AccountPatch) => data(call<Session>("PATCH", "/v1/session/account", { body })),
  sessions: () => data(call<Items<OwnSession>>("GET", "/v1/session/sessions")),
  end: (session: string) => drop(`/v1/session/sessions/${id(session)}`),
  endOthers: () => drop("/v1/session/sessions"),
};
