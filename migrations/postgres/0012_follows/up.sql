-- Who follows a request without a vote on it, or does not follow one in spite of a vote, report, suggestion or comment.
CREATE TABLE follows (
  project_id UUID NOT NULL,
  visitor_id UUID NOT NULL,
  request_id UUID NOT NULL,
  following BOOLEAN NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (project_id, visitor_id, request_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
);
CREATE INDEX follows_request ON follows (project_id, request_id);

-- When a visitor last looked at what is new, and whether it wants to hear of anything.
ALTER TABLE visitors ADD COLUMN news_seen_at BIGINT;
ALTER TABLE visitors ADD COLUMN wants_news BOOLEAN NOT NULL DEFAULT TRUE;

-- What the team replies to a report; its visitor reads it.
CREATE TABLE report_replies (
  project_id UUID NOT NULL,
  id UUID NOT NULL,
  report_id UUID NOT NULL,
  author TEXT NOT NULL,
  member_id UUID,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, report_id) REFERENCES reports (project_id, id) ON DELETE CASCADE
);
CREATE INDEX report_replies_report ON report_replies (project_id, report_id, created_at);

-- Whether a shipped request is solved, as those who asked for it say: answer is yes, partly or no; version is that of the decision.
CREATE TABLE solved_answers (
  project_id UUID NOT NULL,
  request_id UUID NOT NULL,
  version BIGINT NOT NULL,
  visitor_id UUID NOT NULL,
  answer TEXT NOT NULL,
  reason TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, request_id, version, visitor_id),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
);
CREATE INDEX solved_answers_visitor ON solved_answers (project_id, visitor_id);
ALTER TABLE projects ADD COLUMN reopen_answers BIGINT NOT NULL DEFAULT 3;
ALTER TABLE projects ADD COLUMN reopen_percent BIGINT NOT NULL DEFAULT 20;
ALTER TABLE projects ADD COLUMN announce_news BOOLEAN NOT NULL DEFAULT TRUE;
