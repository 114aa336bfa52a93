-- The days of a screen since some day, whatever the objects on it: its last weeks.
CREATE INDEX answer_days_day ON answer_days (project_id, screen_id, day);

-- Routes that lead to a screen with another route, since their screen was merged into it; merged_id is the id that it had. A route is
-- here or in screens, never in both.
CREATE TABLE screen_routes (
  project_id UUID NOT NULL,
  route TEXT NOT NULL,
  screen_id UUID NOT NULL,
  merged_id UUID,
  merged_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, route),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE
);
CREATE INDEX screen_routes_screen ON screen_routes (project_id, screen_id, route);
CREATE UNIQUE INDEX screen_routes_merged ON screen_routes (project_id, merged_id);

-- Patterns of routes that are one screen, compared in the order in which they were created. The pattern is the route of its screen.
CREATE TABLE screen_patterns (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  pattern TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX screen_patterns_pattern ON screen_patterns (project_id, pattern);
