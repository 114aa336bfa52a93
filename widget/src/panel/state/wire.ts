// Names for the API types that the widget uses, taken from the SDK's generated types.
import type { BodyOf, DataOf } from "@yousaid/sdk";

/** A project's settings for the widget. */
export type WidgetConfig = DataOf<"/v1/p/{key}/config", "GET">;
/** A page of requests. */
export type RequestPage = DataOf<"/v1/p/{key}/requests", "GET">;
/** A request as visitors see it. */
export type WidgetRequest = RequestPage["items"][number];
/** A request similar to the text being typed. */
export type Similar = DataOf<"/v1/p/{key}/requests/similar", "GET">["items"][number];
/** The body of a suggestion. */
export type Suggestion = BodyOf<"/v1/p/{key}/requests", "POST">;
/** The body of an answer. */
export type AnswerIn = BodyOf<"/v1/p/{key}/answers", "PUT">;
/** The body of a report. */
export type ReportIn = BodyOf<"/v1/p/{key}/reports", "POST">;
/** The response to a report. */
export type ReportOut = DataOf<"/v1/p/{key}/reports", "POST">;
/** A step of a report. */
export type Step = ReportIn["steps"][number];
/** The browser's data in a report. */
export type Environment = ReportIn["environment"];
/** The response to a vote. */
export type VoteOut = DataOf<"/v1/p/{key}/requests/{request}/vote", "PUT">;
/** The visitor's own votes, requests and reports. */
export type Me = DataOf<"/v1/p/{key}/me", "GET">;
/** The response to a signed identity. */
export type Identified = DataOf<"/v1/p/{key}/identify", "POST">;
