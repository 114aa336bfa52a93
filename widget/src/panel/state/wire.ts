// Names for what goes over the wire, taken from the SDK's generated types.
// Refuses to describe anything a second time.
import type { BodyOf, DataOf } from "@yousaid/sdk";

/** What the server tells a widget about its project. */
export type WidgetConfig = DataOf<"/v1/p/{key}/config", "GET">;
/** A page of requests. */
export type RequestPage = DataOf<"/v1/p/{key}/requests", "GET">;
/** A request as visitors see it. */
export type WidgetRequest = RequestPage["items"][number];
/** A request like what is being typed. */
export type Similar = DataOf<"/v1/p/{key}/requests/similar", "GET">["items"][number];
/** A suggestion on its way. */
export type Suggestion = BodyOf<"/v1/p/{key}/requests", "POST">;
/** An answer on its way. */
export type AnswerIn = BodyOf<"/v1/p/{key}/answers", "PUT">;
/** A report on its way. */
export type ReportIn = BodyOf<"/v1/p/{key}/reports", "POST">;
/** What the server says of a report that arrived. */
export type ReportOut = DataOf<"/v1/p/{key}/reports", "POST">;
/** A step of a report. */
export type Step = ReportIn["steps"][number];
/** What a report says of the browser. */
export type Environment = ReportIn["environment"];
/** A vote's outcome. */
export type VoteOut = DataOf<"/v1/p/{key}/requests/{request}/vote", "PUT">;
/** The visitor's own things. */
export type Me = DataOf<"/v1/p/{key}/me", "GET">;
/** What became of a signed identity. */
export type Identified = DataOf<"/v1/p/{key}/identify", "POST">;
