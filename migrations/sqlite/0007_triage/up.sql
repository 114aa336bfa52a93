-- What the team notes about requests: who takes care of one, its effort and due day, until when it is out of the way, and its tags.
-- due is in days since 1970-01-01. A snoozed request has at least one of snoozed_until (UTC microseconds) and snoozed_votes.
ALTER TABLE requests ADD COLUMN assignee_id BLOB;
ALTER TABLE requests ADD COLUMN effort INTEGER;
ALTER TABLE requests ADD COLUMN due INTEGER;
ALTER TABLE requests ADD COLUMN snoozed_until INTEGER;
ALTER TABLE requests ADD COLUMN snoozed_votes INTEGER;
CREATE INDEX requests_snoozed ON requests (project_id, id) WHERE snoozed_until IS NOT NULL OR snoozed_votes IS NOT NULL;
CREATE INDEX requests_assignee ON requests (project_id, assignee_id, id) WHERE assignee_id IS NOT NULL;

CREATE TABLE tags (
  project_id BLOB NOT NULL,
  tag TEXT NOT NULL,
  request_id BLOB NOT NULL,
  PRIMARY KEY (project_id, tag, request_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_request ON tags (project_id, request_id);

-- What a member did to one request or several at once, and for each of these what was there before: undoing it needs nothing else.
-- version_before and version_after are the request's versions around the change; undoing a later one moves version_after on.
CREATE TABLE triage_changes (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  actor TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  undone_at INTEGER,
  PRIMARY KEY (project_id, id)
) STRICT;
CREATE INDEX triage_changes_age ON triage_changes (made_at);

CREATE TABLE triage_changed (
  project_id BLOB NOT NULL,
  change_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  version_before INTEGER NOT NULL,
  version_after INTEGER NOT NULL,
  before TEXT NOT NULL,
  PRIMARY KEY (project_id, change_id, request_id),
  FOREIGN KEY (project_id, change_id) REFERENCES triage_changes (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX triage_changed_request ON triage_changed (project_id, request_id);

-- A decision that was taken back soon after stays in the history of the team, and is shown to nobody else.
ALTER TABLE decisions ADD COLUMN undone_at INTEGER;
ALTER TABLE decisions ADD COLUMN undone_by TEXT;

-- Pairs of requests, by number and the lower one first, that a member said are not duplicates.
CREATE TABLE distinct_pairs (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  PRIMARY KEY (project_id, low, high)
) STRICT, WITHOUT ROWID;

-- Comments on requests. Internal ones are notes of the team, and never shown to visitors. member_id is unknown for API keys.
CREATE TABLE comments (
  project_id BLOB NOT NULL,
  id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  visibility TEXT NOT NULL,
  author TEXT NOT NULL,
  member_id BLOB,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX comments_request ON comments (project_id, request_id, created_at DESC, id DESC);

-- Texts that members start a message to voters with. status is the decision that a template is for, or none.
CREATE TABLE templates (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  status TEXT,
  reason_code TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id)
) STRICT;

-- Whether a decision needs a message to voters; the language that requests are written in, such as 'de', NULL for mixed ones; and,
-- after a change of it, the request up to which all are indexed by its rules, NULL when all are.
ALTER TABLE projects ADD COLUMN message_required INTEGER NOT NULL DEFAULT 1;
ALTER TABLE projects ADD COLUMN language TEXT;
ALTER TABLE projects ADD COLUMN indexed_up_to BLOB;
UPDATE projects SET language = 'en';

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('requests', 'requests_snoozed', '10000 5000 1'),
  ('requests', 'requests_assignee', '100000 50000 1000 1'),
  ('triage_changed', 'triage_changed_request', '100000 50000 5'),
  ('tags', 'tags', '1000000 500000 1000 1'),
  ('tags', 'tags_request', '1000000 500000 3'),
  ('comments', 'comments_request', '1000000 500000 3 1 1');
