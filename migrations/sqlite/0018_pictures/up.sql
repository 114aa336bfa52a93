-- The pictures of a project's board: its logo, and what is shown where somebody shares a page.
CREATE TABLE pictures (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  media TEXT NOT NULL,
  tag TEXT NOT NULL,
  body BLOB NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, kind)
) STRICT;
