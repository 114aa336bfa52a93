// The wire types of the team side, written from the contract of /v1, under the names that openapi.json uses.
// It holds no behaviour and no type of the screen: what only the dashboard knows lives beside its user.

/** One page of a list and the cursor of the next one. */
export type Page<T> = { items: T[]; next: string | null };
/** A list that always comes whole. */
export type Items<T> = { items: T[] };

/** Where a request stands. */
export type Status = "new" | "under_review" | "planned" | "in_progress" | "shipped" | "declined" | "merged";
/** What a request asks for. */
export type Kind = "feature" | "problem";
/** The orders of the triage list. */
export type Order = "hot" | "top" | "new";
/** What a member may do in a project, strongest first. */
export type Role = "owner" | "admin" | "triager" | "viewer";
/** A thing on a screen of the host product. */
export type ObjectRef = { type: string; id: string };
/** A place in the host product. */
export type ScreenRef = { route: string; title: string | null };
/** A place with the id that filters take. */
export type ScreenLink = ScreenRef & { id: string };
/** Who gave something, as far as the team is told. */
export type VisitorRef = { id: string; kind: "anonymous" | "identified"; name: string | null };

/** Who is logged in, and where to. */
export type Session = {
  member: { id: string; name: string; email: string };
  projects: { id: string; name: string; role: Role }[];
};

/** A product that embeds the widget. */
export type Project = {
  id: string;
  name: string;
  widget_key: string;
  accent: string | null;
  half_life_days: number;
  new_requests_public: boolean;
  signed_identity: boolean;
  role: Role;
  created_at: string;
  counts: { requests: number; open_reports: number; screens: number; visitors: number };
};
/** What may change about a project. */
export type ProjectPatch = { name?: string; accent?: string | null; new_requests_public?: boolean };

/** One origin that loaded the tag. */
export type Sighting = { origin: string; first_seen_at: string; last_seen_at: string; allowed: boolean };
/** The tag to paste and where it has been seen. */
export type Install = { snippet: string; sightings: Sighting[] };
/** An origin that may write. */
export type Origin = { id: string; origin: string; created_at: string };
/** An API key, without its secret. */
export type ApiKey = {
  id: string;
  name: string;
  prefix: string;
  scope: "read" | "write";
  created_at: string;
  last_used_at: string | null;
};
/** The secret that signs identity tokens, told once. */
export type IdentitySecret = { secret: string; shown_once: boolean };
/** A person of the product team. */
export type Member = { id: string; name: string; email: string; role: Role; joined_at: string };
/** An invitation that nobody took yet. */
export type Invite = { id: string; email: string; role: Role; created_at: string; expires_at: string };
/** What an invitation says to the one who holds it. */
export type InviteLook = { project: { name: string }; email: string; role: Role; member_exists: boolean };

/** The kinds of signal that make up heat. */
export type Term = "votes" | "reports" | "unhelpful" | "comments";
/** One term of a request's heat; the contributions sum to it. */
export type ExplainTerm = { term: Term; raw: number; weight: number; contribution: number };

/** A request as the ranked list has it. */
export type RankedRequest = {
  id: string;
  number: number;
  kind: Kind;
  title: string;
  status: Status;
  public: boolean;
  votes: number;
  voters: { verified: number; anonymous: number; on_behalf: number; imported: number };
  reports: number;
  unhelpful: number;
  heat: number;
  explain: ExplainTerm[];
  sentence: string;
  screen: ScreenRef | null;
  created_at: string;
  updated_at: string;
};

/** A status change with its public reason. */
export type Decision = {
  id: string;
  version: number;
  status: Status;
  reason_code: string;
  reason: string;
  evidence: string | null;
  alternatives: string | null;
  reopen_if: string | null;
  decided_by: string;
  decided_at: string;
};
/** A decision to be taken. */
export type DecisionIn = {
  status: Status;
  reason_code: string;
  reason: string;
  evidence?: string;
  alternatives?: string;
  reopen_if?: string;
};

/** Everything about one request. */
export type RequestDetail = RankedRequest & {
  body: string;
  version: number;
  author: VisitorRef | null;
  places: { screen: ScreenLink; object: ObjectRef | null; votes: number }[];
  votes_by_day: { day: string; votes: number }[];
  decisions: Decision[];
  linked_reports: ReportRow[];
};
/** What may change about a request without deciding it. */
export type RequestPatch = { title?: string; body?: string; kind?: Kind; public?: boolean };
/** A request that the team writes itself. */
export type RequestIn = {
  kind: Kind;
  title: string;
  body?: string;
  public?: boolean;
  screen?: { route: string; title?: string };
  report_id?: string;
};

/** A report as its list has it. */
export type ReportRow = {
  id: string;
  number: number;
  title: string;
  screen: ScreenLink;
  object: ObjectRef | null;
  steps: number;
  failed: string | null;
  visitor: VisitorRef | null;
  request: { id: string; number: number; title: string } | null;
  created_at: string;
};
/** What one recorded step did. */
export type StepKind =
  | "navigate"
  | "click"
  | "double_click"
  | "change"
  | "submit"
  | "key"
  | "error"
  | "rejection"
  | "console_error"
  | "http";
/** One step of a repro; values are never in it. */
export type Step = {
  at_ms: number;
  kind: StepKind;
  sentence: string;
  target?: { role?: string; name?: string; tag?: string; selectors?: string[] };
  value?: { type: string; length: number; filled?: boolean };
  url?: string;
  method?: string;
  status?: number;
  message?: string;
  key?: string;
  edited?: boolean;
};
/** Where a report was written. */
export type Environment = {
  url: string;
  referrer?: string;
  user_agent: string;
  language: string;
  languages?: string[];
  viewport: { width: number; height: number };
  screen?: { width: number; height: number };
  pixel_ratio?: number;
  time_zone?: string;
  dark?: boolean;
  reduced_motion?: boolean;
  online?: boolean;
  connection?: string;
  build?: string;
};
/** What the server took out of a report. */
export type Removed = { kind: "secret" | "card" | "email" | "token" | "iban"; count: number };
/** Everything about one report. */
export type ReportDetail = Omit<ReportRow, "steps"> & {
  body: string;
  steps: Step[];
  environment: Environment;
  receipt: { version: string; purposes: string[]; shown_sha256: string; at: string };
  removed: Removed[];
};

/** The Wilson interval of a helpful share. */
export type Score = { share: number; low: number; high: number };
/** The answers of one day. */
export type TrendDay = { day: string; helpful: number; unhelpful: number };
/** The orders of the screens table. */
export type ScreenOrder = "attention" | "score" | "answers" | "route";
/** A screen as its table has it. */
export type ScreenRow = ScreenLink & {
  helpful: number;
  unhelpful: number;
  n: number;
  score: Score | null;
  attention: number;
  requests: number;
  reports: number;
  trend: TrendDay[];
};
/** Everything about one screen. */
export type ScreenDetail = ScreenRow & {
  reasons: { helpful: boolean; reason: string; count: number }[];
  comments: { helpful: boolean; reason: string | null; comment: string; at: string }[];
  objects: { object: ObjectRef; helpful: number; unhelpful: number }[];
};

/** A visitor as their list has it. */
export type VisitorRow = {
  id: string;
  kind: "anonymous" | "identified";
  name: string | null;
  email: string | null;
  segment: string | null;
  company: string | null;
  votes: number;
  reports: number;
  requests: number;
  created_at: string;
  seen_at: string;
};
/** Everything about one visitor. */
export type VisitorDetail = VisitorRow & {
  voted: { id: string; number: number; title: string; status: Status }[];
  reported: ReportRow[];
};
