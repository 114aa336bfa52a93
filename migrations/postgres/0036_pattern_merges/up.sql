-- What is left of merging the screens that belong to a pattern: those whose routes come after that one are still to be looked at, not
-- before that time. found are those that there were when the pattern was kept; moved says whether this pass merged any, or is the first.
-- No row where nothing is left.
CREATE TABLE pattern_merges (
  project_id UUID NOT NULL,
  pattern_id UUID NOT NULL,
  found BIGINT NOT NULL,
  merged BIGINT NOT NULL,
  after TEXT NOT NULL,
  moved BOOLEAN NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, pattern_id),
  FOREIGN KEY (project_id, pattern_id) REFERENCES screen_patterns (project_id, id) ON DELETE CASCADE
);

-- Screens that belong to a pattern and could not be merged, with the reason.
CREATE TABLE pattern_leftovers (
  project_id UUID NOT NULL,
  screen_id UUID NOT NULL,
  pattern_id UUID NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (project_id, screen_id),
  FOREIGN KEY (project_id, screen_id) REFERENCES screens (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, pattern_id) REFERENCES screen_patterns (project_id, id) ON DELETE CASCADE
);
CREATE INDEX pattern_leftovers_pattern ON pattern_leftovers (project_id, pattern_id);

-- Routes in the order of their bytes, as SQLite and the program have them: the index then finds routes with a common prefix, and every
-- transaction that locks several screens does so in one order.
ALTER TABLE screens ALTER COLUMN route TYPE TEXT COLLATE "C";
