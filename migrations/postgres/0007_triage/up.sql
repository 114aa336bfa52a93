-- What the team notes about requests: who takes care of one, its effort and due day, until when it is out of the way, and its tags.
-- due is in days since 1970-01-01. A snoozed request has at least one of snoozed_until (UTC microseconds) and snoozed_votes.
ALTER TABLE requests ADD COLUMN assignee_id UUID;
ALTER TABLE requests ADD COLUMN effort BIGINT;
ALTER TABLE requests ADD COLUMN due BIGINT;
ALTER TABLE requests ADD COLUMN snoozed_until BIGINT;
ALTER TABLE requests ADD COLUMN snoozed_votes BIGINT;
CREATE INDEX requests_snoozed ON requests (project_id, id) WHERE snoozed_until IS NOT NULL OR snoozed_votes IS NOT NULL;
CREATE INDEX requests_assignee ON requests (project_id, assignee_id, id) WHERE assignee_id IS NOT NULL;

CREATE TABLE tags (
  project_id UUID NOT NULL,
  tag TEXT COLLATE "C" NOT NULL,
  request_id UUID NOT NULL,
  PRIMARY KEY (project_id, tag, request_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
);
CREATE INDEX tags_request ON tags (project_id, request_id);

-- What a member did to one request or several at once, and for each of these what was there before: undoing it needs nothing else.
-- version_before and version_after are the request's versions around the change; undoing a later one moves version_after on.
CREATE TABLE triage_changes (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  actor TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  undone_at BIGINT,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX triage_changes_age ON triage_changes (made_at);

CREATE TABLE triage_changed (
  project_id UUID NOT NULL,
  change_id UUID NOT NULL,
  request_id UUID NOT NULL,
  version_before BIGINT NOT NULL,
  version_after BIGINT NOT NULL,
  before JSONB NOT NULL,
  PRIMARY KEY (project_id, change_id, request_id),
  FOREIGN KEY (project_id, change_id) REFERENCES triage_changes (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
);
CREATE INDEX triage_changed_request ON triage_changed (project_id, request_id);

-- A decision that was taken back soon after stays in the history of the team, and is shown to nobody else.
ALTER TABLE decisions ADD COLUMN undone_at BIGINT;
ALTER TABLE decisions ADD COLUMN undone_by TEXT;

-- Pairs of requests, by number and the lower one first, that a member said are not duplicates.
CREATE TABLE distinct_pairs (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  low BIGINT NOT NULL,
  high BIGINT NOT NULL,
  PRIMARY KEY (project_id, low, high)
);

-- Comments on requests. Internal ones are notes of the team, and never shown to visitors. member_id is unknown for API keys.
CREATE TABLE comments (
  project_id UUID NOT NULL,
  id UUID NOT NULL,
  request_id UUID NOT NULL,
  visibility TEXT NOT NULL,
  author TEXT NOT NULL,
  member_id UUID,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
);
CREATE INDEX comments_request ON comments (project_id, request_id, created_at DESC, id DESC);

-- Texts that members start a message to voters with. status is the decision that a template is for, or none.
CREATE TABLE templates (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  name TEXT NOT NULL,
  status TEXT,
  reason_code TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id)
);

-- Whether a decision needs a message to voters; the language that requests are written in, such as 'de', NULL for mixed ones; and,
-- after a change of it, the request up to which all are indexed by its rules, NULL when all are.
ALTER TABLE projects ADD COLUMN message_required BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE projects ADD COLUMN language TEXT;
ALTER TABLE projects ADD COLUMN indexed_up_to UUID;
UPDATE projects SET language = 'en';
