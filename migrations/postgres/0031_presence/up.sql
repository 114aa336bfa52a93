-- Which request a member has open in the dashboard. A row lives as long as the member's event stream: seen_at is moved every minute
-- while it is open, and what was not seen for three minutes is deleted.
CREATE TABLE presence (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  member_id UUID NOT NULL,
  request_id UUID NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, member_id)
);
