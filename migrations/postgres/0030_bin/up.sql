-- What was deleted and can be restored for thirty days: one row for a request or a report, under its own id, with all its rows of the
-- other tables in contents, by table and by the names of their columns.
CREATE TABLE bin (
  project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  id UUID NOT NULL,
  kind TEXT NOT NULL,
  number BIGINT NOT NULL,
  title TEXT NOT NULL,
  deleted_by TEXT NOT NULL,
  deleted_at BIGINT NOT NULL,
  contents JSONB NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX bin_deleted ON bin (project_id, deleted_at DESC, id DESC);
CREATE INDEX bin_age ON bin (deleted_at);

-- Whom the contents name: a visitor who is identified or erased is so in the bin, too.
CREATE TABLE bin_visitors (
  project_id UUID NOT NULL,
  visitor_id UUID NOT NULL,
  entry_id UUID NOT NULL,
  PRIMARY KEY (project_id, visitor_id, entry_id),
  FOREIGN KEY (project_id, entry_id) REFERENCES bin (project_id, id) ON DELETE CASCADE
);
CREATE INDEX bin_visitors_entry ON bin_visitors (project_id, entry_id);

-- Projects that were deleted and can be restored for thirty days, until purging begins. Nothing of them is found meanwhile.
CREATE TABLE deleted_projects (
  project_id UUID NOT NULL PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
  deleted_by TEXT NOT NULL,
  deleted_at BIGINT NOT NULL,
  purging BOOLEAN NOT NULL
);
CREATE INDEX deleted_projects_age ON deleted_projects (deleted_at);
