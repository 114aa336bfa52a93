-- The public board of a project: its name in addresses, who may read it, its own host name, and whether search engines may list it.
ALTER TABLE projects ADD COLUMN slug TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN board TEXT NOT NULL DEFAULT 'off';
ALTER TABLE projects ADD COLUMN board_host TEXT;
ALTER TABLE projects ADD COLUMN board_indexed INTEGER NOT NULL DEFAULT 1;
UPDATE projects SET slug = 'p-' || number;
CREATE UNIQUE INDEX projects_slug ON projects (slug);
CREATE UNIQUE INDEX projects_board_host ON projects (board_host) WHERE board_host IS NOT NULL;

-- Names that boards had before: their addresses lead to the current ones.
CREATE TABLE old_slugs (
  project_id BLOB NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  slug TEXT NOT NULL,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, slug)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX old_slugs_slug ON old_slugs (slug);

-- The latest decisions of a project, for its board and feeds.
CREATE INDEX decisions_latest ON decisions (project_id, decided_at, id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('decisions', 'decisions', '1000000 500000 2 1'),
  ('decisions', 'decisions_latest', '1000000 500000 1 1');
