-- The first house: tenants, people, what visitors say, and what is decided.
-- Every table of a project leads its primary key with project_id. Times are UTC microseconds; the clock is the program's, never the database's.

CREATE TABLE projects (
  id UUID NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  widget_key TEXT NOT NULL UNIQUE,
  accent TEXT,
  new_requests_public BOOLEAN NOT NULL,
  identity_secret TEXT,
  landmark BIGINT NOT NULL,
  half_life_days DOUBLE PRECISION NOT NULL,
  weight_votes DOUBLE PRECISION NOT NULL,
  weight_reports DOUBLE PRECISION NOT NULL,
  weight_unhelpful DOUBLE PRECISION NOT NULL,
  weight_comments DOUBLE PRECISION NOT NULL,
  last_request_number BIGINT NOT NULL,
  last_report_number BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE members (
  id UUID NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE roles (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  member_id UUID NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, member_id)
);
CREATE INDEX roles_member ON roles (member_id);

CREATE TABLE sessions (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  member_id UUID NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_member ON sessions (member_id);

-- The one-time link that makes the first member.
CREATE TABLE setup_links (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

CREATE TABLE invites (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  token_hash BYTEA NOT NULL UNIQUE,
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id)
);

CREATE TABLE api_keys (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  key_hash BYTEA NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  PRIMARY KEY (project_id, id)
);

CREATE TABLE origins (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  origin TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, origin)
);

-- Where the tag has been seen.
CREATE TABLE sightings (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, origin)
);

CREATE TABLE visitors (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  subject TEXT,
  issuer TEXT,
  email TEXT,
  email_verified BOOLEAN NOT NULL,
  name TEXT,
  segment TEXT,
  company TEXT,
  traits JSONB,
  weight DOUBLE PRECISION NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, subject)
);
CREATE INDEX visitors_seen ON visitors (project_id, seen_at DESC, id DESC);

CREATE TABLE screens (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  route TEXT NOT NULL,
  title TEXT,
  helpful BIGINT NOT NULL,
  unhelpful BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  views BIGINT NOT NULL,
  requests BIGINT NOT NULL,
  reports BIGINT NOT NULL,
  attention DOUBLE PRECISION NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, route)
);
CREATE INDEX screens_attention ON screens (project_id, attention DESC, id DESC);
CREATE INDEX screens_answers ON screens (project_id, answers DESC, id DESC);
CREATE INDEX screens_score ON screens (project_id, score DESC, id DESC);

-- One current answer a visitor for a (screen, object); object_key is '' where there is no object.
CREATE TABLE answers (
  project_id UUID NOT NULL,
  screen_id UUID NOT NULL,
  object_key TEXT NOT NULL,
  visitor_id UUID NOT NULL,
  id UUID NOT NULL,
  helpful BOOLEAN NOT NULL,
  reason TEXT,
  comment TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, screen_id, object_key, visitor_id),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id)
);
CREATE INDEX answers_visitor ON answers (project_id, visitor_id);
CREATE INDEX answers_latest ON answers (project_id, screen_id, updated_at DESC);

-- Current answers by the day they were given (days since 1970-01-01, UTC).
CREATE TABLE answer_days (
  project_id UUID NOT NULL,
  screen_id UUID NOT NULL,
  object_key TEXT NOT NULL,
  day BIGINT NOT NULL,
  helpful BIGINT NOT NULL,
  unhelpful BIGINT NOT NULL,
  PRIMARY KEY (project_id, screen_id, object_key, day),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE
);

CREATE TABLE requests (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL,
  public BOOLEAN NOT NULL,
  visitor_id UUID,
  votes BIGINT NOT NULL,
  votes_verified BIGINT NOT NULL,
  votes_on_behalf BIGINT NOT NULL,
  baseline_votes BIGINT NOT NULL,
  weight DOUBLE PRECISION NOT NULL,
  reports BIGINT NOT NULL,
  unhelpful BIGINT NOT NULL,
  comments BIGINT NOT NULL,
  heat_votes DOUBLE PRECISION NOT NULL,
  heat_reports DOUBLE PRECISION NOT NULL,
  heat_unhelpful DOUBLE PRECISION NOT NULL,
  heat_comments DOUBLE PRECISION NOT NULL,
  heat DOUBLE PRECISION NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, number),
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id)
);
CREATE INDEX requests_hot ON requests (project_id, heat DESC, id DESC);
CREATE INDEX requests_top ON requests (project_id, votes DESC, id DESC);
CREATE INDEX requests_new ON requests (project_id, created_at DESC, id DESC);
CREATE INDEX requests_visitor ON requests (project_id, visitor_id);

-- The screens and objects a request is tied to; the first place is where it was made.
CREATE TABLE places (
  project_id UUID NOT NULL,
  request_id UUID NOT NULL,
  screen_id UUID NOT NULL,
  object_key TEXT NOT NULL,
  first BOOLEAN NOT NULL,
  votes BIGINT NOT NULL,
  PRIMARY KEY (project_id, request_id, screen_id, object_key),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE
);
CREATE INDEX places_screen ON places (project_id, screen_id, object_key, request_id);

CREATE TABLE votes (
  project_id UUID NOT NULL,
  request_id UUID NOT NULL,
  visitor_id UUID NOT NULL,
  kind TEXT NOT NULL,
  weight DOUBLE PRECISION NOT NULL,
  heat DOUBLE PRECISION NOT NULL,
  screen_id UUID,
  object_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, request_id, visitor_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id)
);
CREATE INDEX votes_visitor ON votes (project_id, visitor_id);

-- Signals other than votes: what each added to a part of a request's heat. source_id is the report or the answer.
CREATE TABLE signals (
  project_id UUID NOT NULL,
  request_id UUID NOT NULL,
  kind TEXT NOT NULL,
  source_id UUID NOT NULL,
  heat DOUBLE PRECISION NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, request_id, kind, source_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
);
CREATE INDEX signals_source ON signals (project_id, source_id);

CREATE TABLE decisions (
  project_id UUID NOT NULL,
  request_id UUID NOT NULL,
  version BIGINT NOT NULL,
  id UUID NOT NULL,
  status TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT,
  alternatives TEXT,
  reopen_if TEXT,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, request_id, version),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
);

CREATE TABLE reports (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  number BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  screen_id UUID NOT NULL,
  object_key TEXT NOT NULL,
  visitor_id UUID,
  request_id UUID,
  steps JSONB NOT NULL,
  step_count BIGINT NOT NULL,
  failed TEXT,
  environment JSONB NOT NULL,
  receipt JSONB NOT NULL,
  removed JSONB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, number),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id),
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id)
);
CREATE INDEX reports_new ON reports (project_id, created_at DESC, id DESC);
CREATE INDEX reports_screen ON reports (project_id, screen_id, created_at DESC, id DESC);
CREATE INDEX reports_request ON reports (project_id, request_id);
CREATE INDEX reports_visitor ON reports (project_id, visitor_id);

-- The inverted index of request texts: the terms that domain::similar makes, with their frequency in title and body.
CREATE TABLE terms (
  project_id UUID NOT NULL,
  term TEXT COLLATE "C" NOT NULL,
  request_id UUID NOT NULL,
  in_title BIGINT NOT NULL,
  in_body BIGINT NOT NULL,
  PRIMARY KEY (project_id, term, request_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
);
CREATE INDEX terms_request ON terms (project_id, request_id);

-- Answers already given to a creating POST with an Idempotency-Key, written in the transaction of the thing created.
CREATE TABLE idempotency (
  project_id UUID NOT NULL,
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint BYTEA NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, actor, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
