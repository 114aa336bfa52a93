-- The days of a screen since some day, whatever the objects on it: its last weeks.
CREATE INDEX answer_days_day ON answer_days (project_id, screen_id, day);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('answer_days', 'answer_days', '1000000 500000 1000 100 1'),
  ('answer_days', 'answer_days_day', '1000000 500000 1000 5');

-- Routes that lead to a screen with another route, since their screen was merged into it; merged_id is the id that it had. A route is
-- here or in screens, never in both.
CREATE TABLE screen_routes (
  project_id BLOB NOT NULL,
  route TEXT NOT NULL,
  screen_id BLOB NOT NULL,
  merged_id BLOB,
  merged_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, route),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX screen_routes_screen ON screen_routes (project_id, screen_id, route);
CREATE UNIQUE INDEX screen_routes_merged ON screen_routes (project_id, merged_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('screen_routes', 'screen_routes', '10000 5000 1'),
  ('screen_routes', 'screen_routes_screen', '10000 5000 10 1'),
  ('screen_routes', 'screen_routes_merged', '10000 5000 1');

-- Patterns of routes that are one screen, compared in the order in which they were created. The pattern is the route of its screen.
CREATE TABLE screen_patterns (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  pattern TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id)
) STRICT;
CREATE UNIQUE INDEX screen_patterns_pattern ON screen_patterns (project_id, pattern);
