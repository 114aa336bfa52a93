-- Entries of the changelog: state is draft, scheduled or published; publish_at is set while one is scheduled. revision counts edits.
-- ship_message, ship_by and ship_key are the decision that a scheduled one takes when it is published. source and source_id name what
-- one was imported from, import_id the import.
CREATE TABLE release_notes (
  project_id BLOB NOT NULL,
  id BLOB NOT NULL,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  version TEXT,
  body TEXT NOT NULL,
  thanks TEXT NOT NULL,
  state TEXT NOT NULL,
  publish_at INTEGER,
  published_at INTEGER,
  edited_at INTEGER,
  revision INTEGER NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ship_message TEXT,
  ship_by TEXT,
  ship_key TEXT,
  source TEXT,
  source_id TEXT,
  import_id BLOB,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX release_notes_slug ON release_notes (project_id, slug);
CREATE UNIQUE INDEX release_notes_source ON release_notes (project_id, source, source_id);
CREATE INDEX release_notes_created ON release_notes (project_id, created_at DESC, id DESC);
CREATE INDEX release_notes_state ON release_notes (project_id, state, created_at DESC, id DESC);
CREATE INDEX release_notes_published ON release_notes (project_id, state, published_at DESC, id DESC);
CREATE INDEX release_notes_due ON release_notes (publish_at) WHERE publish_at IS NOT NULL;
CREATE INDEX release_notes_import ON release_notes (project_id, import_id) WHERE import_id IS NOT NULL;

-- The requests that a release note answers, in its order; ships marks those that become shipped when a scheduled one is published.
CREATE TABLE release_requests (
  project_id BLOB NOT NULL,
  note_id BLOB NOT NULL,
  request_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  ships INTEGER NOT NULL,
  PRIMARY KEY (project_id, note_id, request_id),
  FOREIGN KEY (project_id, note_id) REFERENCES release_notes (project_id, id) ON DELETE CASCADE,
  FOREIGN KEY (project_id, request_id) REFERENCES requests (project_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX release_requests_request ON release_requests (project_id, request_id, note_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('release_requests', 'release_requests', '100000 50000 5 1'),
  ('release_requests', 'release_requests_request', '100000 50000 2 1');
