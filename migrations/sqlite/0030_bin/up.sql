-- What was deleted and can be restored for thirty days: one row for a request or a report, under its own id, with all its rows of the
-- other tables in contents, by table and by the names of their columns.
CREATE TABLE bin (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id BLOB NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  deleted_by TEXT NOT NULL,
  deleted_at INTEGER NOT NULL,
  contents TEXT NOT NULL,
  PRIMARY KEY (project_id, id)
) STRICT;
CREATE INDEX bin_deleted ON bin (project_id, deleted_at DESC, id DESC);
CREATE INDEX bin_age ON bin (deleted_at);

-- Whom the contents name: a visitor who is identified or erased is so in the bin, too.
CREATE TABLE bin_visitors (
  project_id BLOB NOT NULL,
  visitor_id BLOB NOT NULL,
  entry_id BLOB NOT NULL,
  PRIMARY KEY (project_id, visitor_id, entry_id),
  FOREIGN KEY (project_id, entry_id) REFERENCES bin (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX bin_visitors_entry ON bin_visitors (project_id, entry_id);

-- Projects that were deleted and can be restored for thirty days, until purging begins. Nothing of them is found meanwhile.
CREATE TABLE deleted_projects (
  project_id BLOB NOT NULL PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
  deleted_by TEXT NOT NULL,
  deleted_at INTEGER NOT NULL,
  purging INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deleted_projects_age ON deleted_projects (deleted_at);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('bin', 'sqlite_autoindex_bin_1', '1000 100 1'),
  ('bin', 'bin_deleted', '1000 100 2 1'),
  ('bin', 'bin_age', '1000 2'),
  ('bin_visitors', 'bin_visitors', '100000 10000 2 1'),
  ('bin_visitors', 'bin_visitors_entry', '100000 10000 100'),
  ('deleted_projects', 'deleted_projects', '10 1'),
  ('deleted_projects', 'deleted_projects_age', '10 1');
