-- What is left of a change of a ranking: the scores of requests with a higher number than after are still to be computed again,
-- not before that time, and from their signals where these fade differently now. No row where nothing is left.
CREATE TABLE rerankings (
  project_id BLOB NOT NULL PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
  after INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  signals INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
