// Names for the API types that the widget uses, taken from the SDK's generated types.
import type { BodyOf, DataOf, Schema } from "@yousaid/sdk";

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
/** The body of a vote. */
export type VoteIn = BodyOf<"/v1/p/{key}/requests/{request}/vote", "PUT">;
/** The response to a vote. */
export type VoteOut = DataOf<"/v1/p/{key}/requests/{request}/vote", "PUT">;
/** The visitor's own votes, requests and reports. */
export type Me = DataOf<"/v1/p/{key}/me", "GET">;
/** A part of a text with marks. */
export type Node = Schema<"Node">;
/** A page of comments. */
export type Comments = DataOf<"/v1/p/{key}/requests/{request}/comments", "GET">;
/** A comment as visitors see it. */
export type Comment = Comments["items"][number];
/** The body of a comment. */
export type CommentIn = BodyOf<"/v1/p/{key}/requests/{request}/comments", "POST">;
/** What is new for the visitor. */
export type News = DataOf<"/v1/p/{key}/news", "GET">;
/** How much is new, and the question of the current screen. */
export type Unseen = DataOf<"/v1/p/{key}/news/unseen", "GET">;
/** A shipped request on which the visitor has not said whether it is solved. */
export type Question = News["questions"][number];
/** The answer to "Is it solved?". */
export type SolvedIn = BodyOf<"/v1/p/{key}/requests/{request}/solved", "PUT">;
/** What became of it. */
export type SolvedOut = DataOf<"/v1/p/{key}/requests/{request}/solved", "PUT">;
/** The proposals of a screen. */
export type ProposalPage = DataOf<"/v1/p/{key}/proposals", "GET">;
/** A question of the team. */
export type Proposal = ProposalPage["items"][number];
/** The response to a ballot. */
export type BallotOut = DataOf<"/v1/p/{key}/proposals/{proposal}/ballot", "PUT">;
/** The response to a signed identity. */
export type Identified = DataOf<"/v1/p/{key}/identify", "POST">;
