// Names for the team API's types, taken from the SDK's generated types.
import type { Path, QueryOf, Schema } from "@yousaid/sdk";

type OrderOf<P extends Path> = NonNullable<QueryOf<P, "GET"> extends { order?: infer O } ? O : never>;

/** A page of a list. */
export type Page<T> = { items: T[]; next?: string | null };
/** A whole list. */
export type Items<T> = { items: T[] };

/** The status of a request. */
export type Status = Schema<"Status">;
/** The kind of a request. */
export type Kind = Schema<"Kind">;
/** An order of the ranked list. */
export type Order = OrderOf<"/v1/projects/{project}/requests">;
/** What a member may do. */
export type Role = Schema<"Role">;
/** A thing on a screen. */
export type ObjectRef = Schema<"ObjectRef">;
/** A screen by name. */
export type ScreenRef = Schema<"ScreenRef">;
/** A screen with its id. */
export type ScreenLink = Schema<"ScreenLink">;
/** An end user in a list. */
export type VisitorRef = Schema<"Author">;

/** The logged-in member and its projects. */
export type Session = Schema<"Session">;
/** A change of the member's own account. */
export type AccountPatch = Schema<"AccountPatch">;
/** A session of the logged-in member. */
export type OwnSession = Schema<"OwnSession">;
/** A project with its settings and counts. */
export type Project = Schema<"Project">;
/** What a team wants to achieve first. */
export type Goal = Schema<"Goal">;
/** What has been done of the first steps of a project. */
export type FirstSteps = Schema<"FirstSteps">;
/** A change of a project's settings. */
export type ProjectPatch = Schema<"ProjectPatch">;
/** Where the tag was seen. */
export type Sighting = Schema<"Sighting">;
/** The snippet and where it was seen. */
export type Install = Schema<"Install">;
/** An origin on the allow-list. */
export type Origin = Schema<"Origin">;
/** An API key without the key. */
export type ApiKey = Schema<"ApiKey">;
/** The secret of signed identity, shown once. */
export type IdentitySecret = Schema<"Identity">;
/** A member of a project. */
export type Member = Schema<"Member">;
/** An open invitation. */
export type Invite = Schema<"Invite">;
/** The contents of an invitation. */
export type InviteLook = Schema<"InviteLook">;

/** A kind of signal. */
export type Term = Schema<"TermKind">;
/** A summand of today's heat. */
export type ExplainTerm = Schema<"Term">;
/** A request with why it ranks where it does. */
export type RankedRequest = Schema<"RankedRequest">;
/** How requests are ranked. */
export type Ranking = Schema<"Ranking">;
/** How a project ranks its requests, and how far its scores are computed. */
export type ProjectRanking = Schema<"ProjectRanking">;
/** The first requests as another ranking would have them. */
export type Trial = Schema<"Trial">;
/** A request in a trial. */
export type TriedRequest = Schema<"TriedRequest">;
/** Where the requests that need a decision were when the day began. */
export type RankMoves = Schema<"RankMoves">;
/** Something in the bin. */
export type BinItem = Schema<"BinItem">;
/** What was restored. */
export type RestoredItem = Schema<"RestoredItem">;
/** A project that was deleted and can be restored. */
export type DeletedProject = Schema<"DeletedProject">;
/** Requests that were deleted, in an event. */
export type RequestsDeleted = Schema<"RequestsDeleted">;
/** Requests that were deleted and are back, in an event. */
export type RequestsRestored = Schema<"RequestsRestored">;
/** The ranking was changed, or scores were computed again by it. */
export type RankingChanged = Schema<"RankingChanged">;
/** Requests that are new or changed, in an event. */
export type RequestsMoved = Schema<"RequestsMoved">;
/** A project whose settings, people or origins changed, in an event. */
export type ProjectChanged = Schema<"ProjectChanged">;
/** Reports that are new or were linked. */
export type ReportsChanged = Schema<"ReportsChanged">;
/** Screens that were answered on. */
export type ScreensAnswered = Schema<"ScreensAnswered">;
/** A decision with its message to voters. */
export type Decision = Schema<"Decision">;
/** The body of a new decision. */
export type DecisionIn = Schema<"DecisionIn">;
/** A request with everything behind its rank. */
export type RequestDetail = Schema<"RequestDetail">;
/** The answers to "Is it solved?", and the latest reasons. */
export type SolvedCounts = Schema<"SolvedCounts">;
/** A request that may say the same as another. */
export type Duplicate = Schema<"Duplicate">;
/** An edit of a request. */
export type RequestPatch = Schema<"RequestPatch">;
/** The body of a request created by the team. */
export type RequestIn = Schema<"TeamRequestIn">;

/** A report in a list. */
export type ReportRow = Schema<"ReportRow">;
/** A kind of step. */
export type StepKind = Schema<"StepKind">;
/** A repro step. */
export type Step = Schema<"Step">;
/** The browser's data in a report. */
export type Environment = Schema<"Environment">;
/** What the server's scan removed. */
export type Removed = Schema<"RemovedCount">;
/** Everything about a report. */
export type ReportDetail = Schema<"ReportDetail">;

/** A share with its interval. */
export type Score = Schema<"Interval">;
/** Answers of a day. */
export type TrendDay = Schema<"AnswerDay">;
/** An order of screens. */
export type ScreenOrder = OrderOf<"/v1/projects/{project}/screens">;
/** A screen with its answers. */
export type ScreenRow = Schema<"ScreenRow">;
/** Everything about a screen. */
export type ScreenDetail = Schema<"ScreenDetail">;
/** What a merge of a screen would move. */
export type ScreenMergePreview = Schema<"ScreenMergePreview">;
/** A pattern of routes that are one screen. */
export type ScreenPattern = Schema<"ScreenPattern">;
/** What keeping a pattern would merge. */
export type ScreenPatternPreview = Schema<"ScreenPatternPreview">;
/** The answers of a week on a screen. */
export type ScreenWeek = Schema<"ScreenWeek">;
/** The answers on many screens by the week. */
export type ScreenPicture = Schema<"ScreenPicture">;
/** A visitor in a list. */
export type VisitorRow = Schema<"VisitorRow">;
/** Everything about a visitor. */
export type VisitorDetail = Schema<"VisitorDetail">;
/** Something that a visitor asked for. */
export type AskedItem = Schema<"AskedItem">;
/** A vote of a visitor, with its request. */
export type VotedItem = Schema<"VotedItem">;
/** Something that a visitor is told. */
export type ToldItem = Schema<"NewsItem">;

/** An action of triage and the requests it is for, each in the version that was seen. */
export type TriageIn = Schema<"TriageIn">;
/** An action of triage on one request or many. */
export type Action = TriageIn["action"];
/** What an action did, and by which id it can be undone. */
export type TriageChange = Schema<"TriageChange">;
/** What an action or its undo did. */
export type TriageDone = Schema<"TriageUndone">;
/** A request that an action or its undo did not change, and why. */
export type Refusal = Schema<"RefusedRequest">;
/** How many requests each tab of the inbox has. */
export type Totals = Schema<"Totals">;
/** A tag and how many requests have it. */
export type TagTotal = Schema<"TagTotal">;

/** A saved view of triage. */
export type SavedView = Schema<"View">;
/** A new saved view. */
export type SavedViewIn = Schema<"SavedViewIn">;
/** A change of a saved view. */
export type SavedViewPatch = Schema<"ViewPatch">;
/** How many requests a saved view has. */
export type ViewTotal = Schema<"ViewTotal">;
/** Saved views that changed, in an event. */
export type ViewsChanged = Schema<"ViewsChanged">;
export type PresenceChanged = Schema<"PresenceChanged">;
export type PresentMember = Schema<"PresentMember">;

/** A prepared message to voters. */
export type Credit = Schema<"CreditOut">;
export type CreditIn = Schema<"CreditIn">;
export type Picture = Schema<"Picture">;
export type Template = Schema<"Template">;
/** A new prepared message. */
export type TemplateIn = Schema<"TemplateIn">;
/** The language that requests are written in. */
export type Language = Schema<"Language">;
/** How a vote came about. */
export type VoterKind = Schema<"VoterKind">;
/** A voter of a request, with the vote. */
export type Voter = Schema<"VoterRow">;
/** The segments of a project, and how much a vote counts of each. */
export type SegmentWeights = Schema<"SegmentWeights">;
/** A segment with the weight of its votes. */
export type SegmentWeight = Schema<"SegmentWeight">;
/** Votes by how the voters were identified. */
export type Voters = Schema<"Voters">;
/** The voters of a request by segment and company. */
export type VotersSummary = Schema<"VotersSummary">;
/** Voters with a segment or a company in common; null for those of whom it is not known. */
export type VoterGroup = Schema<"VoterGroup">;
/** A person that a member acts for: a known visitor, or somebody by e-mail address or name. */
export type PersonIn = Schema<"PersonIn">;
/** A vote on behalf of a person, with a note for the team. */
export type VoteOnBehalfIn = Schema<"VoteOnBehalfIn">;
/** An internal note on a request. */
export type Note = Schema<"Note">;
/** A part of a text that somebody wrote. */
export type TextPart = Schema<"Node">;
/** Whether visitors see a comment. */
export type CommentState = Schema<"CommentState">;
/** A comment with the replies to it. */
export type TeamComment = Schema<"TeamComment">;
/** A comment with its request. */
export type QueuedComment = Schema<"QueuedComment">;
/** A reply of the team to a report. */
export type ReportReply = Schema<"ReportReply">;
/** The state of a release note. */
export type NoteState = Schema<"NoteState">;
/** A release note in a list. */
export type ReleaseNoteRow = Schema<"ReleaseNoteRow">;
/** A release note with its text and requests. */
export type ReleaseNote = Schema<"ReleaseNote">;
/** How a release note is published. */
export type PublishIn = Schema<"PublishIn">;
/** Who hears of a release note. */
export type Audience = Schema<"Audience">;
/** A file with release notes. */
export type ReleaseImportIn = Schema<"ReleaseImportIn">;
/** What an import did, or would do. */
export type ReleaseImport = Schema<"ReleaseImport">;
/** Release notes that changed, in an event. */
export type ReleaseNotesChanged = Schema<"ReleaseNotesChanged">;
/** A proposal in a list. */
export type ProposalRow = Schema<"ProposalRow">;
/** A proposal with everything that members see of it. */
export type Proposal = Schema<"Proposal">;
/** The request that a proposal is about. */
export type ProposalRequest = Schema<"ProposalRequest">;
/** What came of a proposal. */
export type ProposalResult = Schema<"ProposalResult">;
/** Proposals that changed or have new ballots, in an event. */
export type ProposalsChanged = Schema<"ProposalsChanged">;
/** The second request of a split. */
export type SplitIn = Schema<"SplitIn">;

/** The measures of a project. */
export type Measures = Schema<"Measures">;
/** The first page of a project. */
export type Overview = Schema<"Overview">;
/** A request that rises. */
export type RisingRequest = Schema<"RisingRequest">;
/** How long something took. */
export type MeasuredSpread = Schema<"Spread">;
/** A share with its interval. */
export type MeasuredShare = Schema<"Share">;
