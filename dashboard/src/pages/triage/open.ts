// What the parts of the pane of an open request share.
// Does nothing itself.
import type { RankedRequest, RequestDetail, TeamComment } from "../../base/types";
import type { Tagged } from "../../data/api";
import type { Paged } from "../../data/paged";
import type { Resource } from "../../data/resource";

/** An open request, and how to change it. */
export type Open = {
  project: string;
  detail: RequestDetail;
  found: Resource<RequestDetail>;
  list: Paged<RankedRequest>;
  /** Whether this member may change it. */
  allowed: boolean;
  /** Takes the response of a change. */
  took: (answer: Tagged<RequestDetail>) => void;
  /** Its comments. */
  threads: Paged<TeamComment>;
};
