-- The first tables: projects, members, visitors, their feedback, and decisions.
-- Every table of a project leads its primary key with project_id. Times are UTC microseconds; the clock is the program's, never the database's.

CREATE TABLE projects (
  id BLOB NOT NULL UNIQUE,
  number INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  widget_key TEXT NOT NULL UNIQUE,
  accent TEXT,
  new_requests_public INTEGER NOT NULL,
  telemetry INTEGER NOT NULL,
  identity_secret TEXT,
  landmark INTEGER NOT NULL,
  half_life_days REAL NOT NULL,
  weight_votes REAL NOT NULL,
  weight_reports REAL NOT NULL,
  weight_unhelpful REAL NOT NULL,
  weight_comments REAL NOT NULL,
  last_request_number INTEGER NOT NULL,
  last_report_number INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
  id BLOB NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE roles (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  member_id BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles_member ON roles (member_id);

CREATE TABLE sessions (
  token_hash BLOB NOT NULL PRIMARY KEY,
  member_id BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_member ON sessions (member_id);

-- The one-time link that creates the first member.
CREATE TABLE setup_links (
  token_hash BLOB NOT NULL PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  token_hash BLOB NOT NULL UNIQUE,
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id)
) STRICT;

CREATE TABLE api_keys (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  key_hash BLOB NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (project_id, id)
) STRICT;

CREATE TABLE origins (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  origin TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, origin)
) STRICT;

-- The origins on which the tag has been seen.
CREATE TABLE sightings (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE visitors (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  number INTEGER NOT NULL PRIMARY KEY,
  subject TEXT,
  issuer TEXT,
  email TEXT,
  email_verified INTEGER NOT NULL,
  name TEXT,
  segment TEXT,
  company TEXT,
  traits TEXT,
  weight REAL NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (project_id, id),
  UNIQUE (project_id, subject)
) STRICT;
CREATE INDEX visitors_seen ON visitors (project_id, seen_at DESC, id DESC);

CREATE TABLE screens (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  number INTEGER NOT NULL PRIMARY KEY,
  route TEXT NOT NULL,
  title TEXT,
  helpful INTEGER NOT NULL,
  unhelpful INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  views INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  attention REAL NOT NULL,
  score REAL NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (project_id, id),
  UNIQUE (project_id, route)
) STRICT;
CREATE INDEX screens_attention ON screens (project_id, attention DESC, id DESC);
CREATE INDEX screens_answers ON screens (project_id, answers DESC, id DESC);
CREATE INDEX screens_score ON screens (project_id, score DESC, id DESC);

-- One current answer per visitor and (screen, object); object_key is '' if there is no object.
CREATE TABLE answers (
  project_id BLOB NOT NULL,
  screen_id BLOB NOT NULL,
  object_key TEXT NOT NULL,
  visitor_id BLOB NOT NULL,
  id BLOB NOT NULL,
  helpful INTEGER NOT NULL,
  reason TEXT,
  comment TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, screen_id, object_key, visitor_id),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_visitor ON answers (project_id, visitor_id);
CREATE INDEX answers_latest ON answers (project_id, screen_id, updated_at DESC);

-- Current answers by the day they were given, and counted views by theirs (days since 1970-01-01, UTC).
CREATE TABLE answer_days (
  project_id BLOB NOT NULL,
  screen_id BLOB NOT NULL,
  object_key TEXT NOT NULL,
  day INTEGER NOT NULL,
  helpful INTEGER NOT NULL,
  unhelpful INTEGER NOT NULL,
  views INTEGER NOT NULL,
  PRIMARY KEY (project_id, screen_id, object_key, day),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL,
  public INTEGER NOT NULL,
  visitor_id BLOB,
  baseline_votes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, number),
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id)
) STRICT;
CREATE INDEX requests_new ON requests (project_id, created_at DESC, id DESC);
CREATE INDEX requests_visitor ON requests (project_id, visitor_id);
-- Everything that votes and lists read of a request before its text.
CREATE INDEX requests_facts ON requests (project_id, id, number, status, public, kind);

-- The changing values of a request, one row each: votes touch small rows and small keys, whatever its text is. project and request
-- are numbers. The version rises with every edit and decision; a transaction that changes a request locks its row here.
CREATE TABLE standings (
  project INTEGER NOT NULL,
  request INTEGER NOT NULL,
  version INTEGER NOT NULL,
  votes INTEGER NOT NULL,
  votes_verified INTEGER NOT NULL,
  votes_on_behalf INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  unhelpful INTEGER NOT NULL,
  comments INTEGER NOT NULL,
  weight REAL NOT NULL,
  heat_votes REAL NOT NULL,
  heat_reports REAL NOT NULL,
  heat_unhelpful REAL NOT NULL,
  heat_comments REAL NOT NULL,
  heat REAL NOT NULL,
  PRIMARY KEY (project, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX standings_hot ON standings (project, heat DESC, request DESC);
CREATE INDEX standings_top ON standings (project, votes DESC, request DESC);

-- The screens and objects a request is tied to, by its number; the first place is where it was created.
CREATE TABLE places (
  project_id BLOB NOT NULL,
  request INTEGER NOT NULL,
  screen_id BLOB NOT NULL,
  object_key TEXT NOT NULL,
  first INTEGER NOT NULL,
  votes INTEGER NOT NULL,
  PRIMARY KEY (project_id, request, screen_id, object_key),
  FOREIGN KEY (project_id, request) REFERENCES requests (project_id, number) ON DELETE CASCADE,
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX places_screen ON places (project_id, screen_id, object_key, request);

-- By far the largest table, so its keys are small: project, request, visitor and screen are the numbers of their rows.
-- cast_at is seconds since 2024-01-01, kind a code. What a vote adds to the heat follows from it, so it is not kept.
CREATE TABLE votes (
  project INTEGER NOT NULL,
  request INTEGER NOT NULL,
  visitor INTEGER NOT NULL,
  weight REAL NOT NULL,
  cast_at INTEGER NOT NULL,
  screen INTEGER,
  kind INTEGER NOT NULL,
  object_key TEXT NOT NULL,
  PRIMARY KEY (project, request, visitor)
) STRICT, WITHOUT ROWID;
CREATE INDEX votes_visitor ON votes (project, visitor);

-- Signals other than votes: what each added to a part of a request's heat. source_id is the report or the answer.
CREATE TABLE signals (
  project_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  source_id BLOB NOT NULL,
  heat REAL NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, request_id, kind, source_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX signals_source ON signals (project_id, source_id);

CREATE TABLE decisions (
  project_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  version INTEGER NOT NULL,
  id BLOB NOT NULL,
  status TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT,
  alternatives TEXT,
  reopen_if TEXT,
  decided_by TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, request_id, version),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  screen_id BLOB NOT NULL,
  object_key TEXT NOT NULL,
  visitor_id BLOB,
  request_id BLOB,
  steps TEXT NOT NULL,
  step_count INTEGER NOT NULL,
  failed TEXT,
  environment TEXT NOT NULL,
  receipt TEXT NOT NULL,
  removed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, number),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id),
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id)
) STRICT;
CREATE INDEX reports_new ON reports (project_id, created_at DESC, id DESC);
CREATE INDEX reports_screen ON reports (project_id, screen_id, created_at DESC, id DESC);
CREATE INDEX reports_request ON reports (project_id, request_id);
CREATE INDEX reports_visitor ON reports (project_id, visitor_id);

-- The inverted index of request texts: the terms that domain::similar computes, with their frequency in title and body.
CREATE TABLE terms (
  project_id BLOB NOT NULL,
  term TEXT NOT NULL,
  request_id BLOB NOT NULL,
  in_title INTEGER NOT NULL,
  in_body INTEGER NOT NULL,
  PRIMARY KEY (project_id, term, request_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX terms_request ON terms (project_id, request_id);

-- Responses already sent to a creating POST with an Idempotency-Key, written in the transaction of the created row.
CREATE TABLE idempotency (
  project_id BLOB NOT NULL,
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- How far the inbox of ballots beside this database is counted: updated in the transaction that counts.
CREATE TABLE inboxes (
  id BLOB NOT NULL PRIMARY KEY,
  counted INTEGER NOT NULL
) STRICT;

-- The one row that identifies the installation. copied_at is when `yousaid move` wrote it last, and NULL once it was served.
CREATE TABLE installation (
  id BLOB NOT NULL PRIMARY KEY,
  copied_at INTEGER
) STRICT;
INSERT INTO installation (id) VALUES (randomblob(16));

-- Changes of the last minutes, for clients that were disconnected. until: the entry covers no changes after it.
-- ids: the changed rows, 16 bytes each; NULL for more than are worth naming.
CREATE TABLE journal (
  project_id BLOB NOT NULL,
  until INTEGER NOT NULL,
  id BLOB NOT NULL,
  what TEXT NOT NULL,
  ids BLOB,
  PRIMARY KEY (project_id, until, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_until ON journal (until);

-- How many rows there are, and how many per value of the first columns, so that an index is used where it finds fewer.
-- Without these, SQLite considers a key's first column, the project, as selective as two columns of an index and reads all
-- rows of a project. Fixed here and never measured, so that every database has the same query plans, however large it is.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('answers', 'answers', '1000000 500000 1000 500 1'),
  ('answers', 'answers_visitor', '1000000 500000 10'),
  ('answers', 'answers_latest', '1000000 500000 1000 1'),
  ('requests', 'sqlite_autoindex_requests_1', '1000000 500000 1'),
  ('requests', 'sqlite_autoindex_requests_2', '1000000 500000 1'),
  ('requests', 'requests_new', '1000000 500000 1 1'),
  ('requests', 'requests_facts', '1000000 500000 1 1 1 1 1'),
  ('requests', 'requests_visitor', '1000000 500000 3'),
  ('standings', 'standings', '1000000 500000 1'),
  ('standings', 'standings_hot', '1000000 500000 1 1'),
  ('standings', 'standings_top', '1000000 500000 1000 1'),
  ('places', 'places', '2000000 1000000 3 1 1'),
  ('places', 'places_screen', '2000000 1000000 1000 100 1'),
  ('votes', 'votes', '10000000 5000000 100 1'),
  ('votes', 'votes_visitor', '10000000 5000000 10'),
  ('signals', 'signals', '2000000 1000000 10 5 1'),
  ('signals', 'signals_source', '2000000 1000000 10'),
  ('terms', 'terms', '20000000 10000000 1000 1'),
  ('terms', 'terms_request', '20000000 10000000 20');
