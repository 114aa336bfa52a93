-- Who follows a request without a vote on it, or does not follow one in spite of a vote, report, suggestion or comment.
CREATE TABLE follows (
  project_id BLOB NOT NULL,
  visitor_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  following INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (project_id, visitor_id, request_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX follows_request ON follows (project_id, request_id);

-- When a visitor last looked at what is new, and whether it wants to hear of anything.
ALTER TABLE visitors ADD COLUMN news_seen_at INTEGER;
ALTER TABLE visitors ADD COLUMN wants_news INTEGER NOT NULL DEFAULT 1;

-- What the team replies to a report; its visitor reads it.
CREATE TABLE report_replies (
  project_id BLOB NOT NULL,
  id BLOB NOT NULL,
  report_id BLOB NOT NULL,
  author TEXT NOT NULL,
  member_id BLOB,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, report_id) REFERENCES reports (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX report_replies_report ON report_replies (project_id, report_id, created_at);

-- Whether a shipped request is solved, as those who asked for it say: answer is yes, partly or no; version is that of the decision.
CREATE TABLE solved_answers (
  project_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  version INTEGER NOT NULL,
  visitor_id BLOB NOT NULL,
  answer TEXT NOT NULL,
  reason TEXT NOT NULL,
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, request_id, version, visitor_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX solved_answers_visitor ON solved_answers (project_id, visitor_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('follows', 'follows', '1000000 500000 10 1'),
  ('follows', 'follows_request', '1000000 500000 10'),
  ('report_replies', 'report_replies', '100000 50000 1'),
  ('report_replies', 'report_replies_report', '100000 50000 3 1'),
  ('solved_answers', 'solved_answers', '1000000 500000 20 15 1'),
  ('solved_answers', 'solved_answers_visitor', '1000000 500000 3');
ALTER TABLE projects ADD COLUMN reopen_answers INTEGER NOT NULL DEFAULT 3;
ALTER TABLE projects ADD COLUMN reopen_percent INTEGER NOT NULL DEFAULT 20;
ALTER TABLE projects ADD COLUMN announce_news INTEGER NOT NULL DEFAULT 1;
