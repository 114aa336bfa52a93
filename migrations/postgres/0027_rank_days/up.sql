-- The order of the requests that needed a decision, once a day: the numbers of the first some hundred.
CREATE TABLE rank_days (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  taken_at BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  request BIGINT NOT NULL,
  PRIMARY KEY (project_id, taken_at, rank)
);
CREATE INDEX rank_days_taken ON rank_days (taken_at);
