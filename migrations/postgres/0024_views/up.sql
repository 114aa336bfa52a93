-- Saved views of the triage: filters and an order under a name. One that is not shared is seen by its member alone. name_key is the
-- name in lower case. filter is JSON, as the API has it; sort is the order. position is the place in the navigation, from 0.
CREATE TABLE views (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  shared BOOLEAN NOT NULL,
  member_id UUID,
  made_by TEXT NOT NULL,
  filter TEXT NOT NULL,
  sort TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX views_name ON views (project_id, name_key);

-- Which few requests the triage is narrowed to, where it is by segment or by reports.
CREATE INDEX visitors_segment ON visitors (project_id, segment) WHERE segment IS NOT NULL;
CREATE INDEX standings_reported ON standings (project, request) WHERE reports > 0;
