-- What is left of merging the screens that belong to a pattern: those whose routes come after that one are still to be looked at, not
-- before that time. found are those that there were when the pattern was kept; moved says whether this pass merged any, or is the first.
-- No row where nothing is left.
CREATE TABLE pattern_merges (
  project_id BLOB NOT NULL,
  pattern_id BLOB NOT NULL,
  found INTEGER NOT NULL,
  merged INTEGER NOT NULL,
  after TEXT NOT NULL,
  moved INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, pattern_id),
  FOREIGN KEY (project_id, pattern_id) REFERENCES screen_patterns (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Screens that belong to a pattern and could not be merged, with the reason.
CREATE TABLE pattern_leftovers (
  project_id BLOB NOT NULL,
  screen_id BLOB NOT NULL,
  pattern_id BLOB NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (project_id, screen_id),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, pattern_id) REFERENCES screen_patterns (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX pattern_leftovers_pattern ON pattern_leftovers (project_id, pattern_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('pattern_leftovers', 'pattern_leftovers', '10000 1000 1'),
  ('pattern_leftovers', 'pattern_leftovers_pattern', '10000 1000 20');
