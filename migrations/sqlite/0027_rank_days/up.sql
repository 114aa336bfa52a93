-- The order of the requests that needed a decision, once a day: the numbers of the first some hundred.
CREATE TABLE rank_days (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  taken_at INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  request INTEGER NOT NULL,
  PRIMARY KEY (project_id, taken_at, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX rank_days_taken ON rank_days (taken_at);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('rank_days', 'rank_days', '10000 500 250 1'),
  ('rank_days', 'rank_days_taken', '10000 250');
