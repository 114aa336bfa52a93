-- Who of the team added a vote on behalf of somebody, when, and the note that only the team sees; null for none. It goes with the vote.
CREATE TABLE on_behalf_notes (
  project INTEGER NOT NULL,
  request INTEGER NOT NULL,
  visitor INTEGER NOT NULL,
  author TEXT NOT NULL,
  note TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project, request, visitor),
  FOREIGN KEY (project, request, visitor) REFERENCES votes (project, request, visitor) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

-- The list of visitors, narrowed to a company.
CREATE INDEX visitors_company ON visitors (project_id, company) WHERE company IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('on_behalf_notes', 'on_behalf_notes', '100000 50000 10 1'),
  ('visitors', 'visitors_company', '1000000 500000 50');

-- How much a vote counts of the visitors of a segment, where that is not 1.
CREATE TABLE segments (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  weight REAL NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, name)
) STRICT, WITHOUT ROWID;

-- The weights of visitors with a higher id are still to be set by their segments, before the scores; null where none are.
ALTER TABLE rerankings ADD COLUMN visitors_after BLOB;
