-- The names by which visitors want to be credited: nobody is named without one.
CREATE TABLE credit_names (
  project_id BLOB NOT NULL,
  visitor_id BLOB NOT NULL,
  name TEXT NOT NULL,
  chosen_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, visitor_id),
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_names_chosen ON credit_names (project_id, chosen_at, visitor_id);

-- What visitors contributed to a request that no other table tells: a member records it.
CREATE TABLE credits (
  project_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  visitor_id BLOB NOT NULL,
  fact TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, request_id, visitor_id, fact),
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, visitor_id) REFERENCES visitors (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX credits_visitor ON credits (project_id, visitor_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('credit_names', 'credit_names', '10000 5000 1'),
  ('credit_names', 'credit_names_chosen', '10000 5000 1 1'),
  ('credits', 'credits', '10000 5000 2 1 1'),
  ('credits', 'credits_visitor', '10000 5000 2');
