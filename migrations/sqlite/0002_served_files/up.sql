-- Built files of this and earlier versions, with a digest in their names: a page that was opened before an upgrade, or
-- that another node served, still finds its own.
CREATE TABLE served_files (
  path TEXT NOT NULL PRIMARY KEY,
  body BLOB NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;
