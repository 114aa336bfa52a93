-- Comments of visitors and public replies of the team, beside the internal notes. state is shown, pending, hidden or deleted; visitor_id is
-- null for what the team wrote, and after its visitor was erased; a reply has the comment that it replies to as parent_id.
ALTER TABLE comments ADD COLUMN state TEXT NOT NULL DEFAULT 'shown';
ALTER TABLE comments ADD COLUMN official INTEGER NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN visitor_id BLOB;
ALTER TABLE comments ADD COLUMN parent_id BLOB;
ALTER TABLE comments ADD COLUMN edited_at INTEGER;
ALTER TABLE requests ADD COLUMN comments_locked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN approve_comments INTEGER NOT NULL DEFAULT 0;
DROP INDEX comments_request;
CREATE INDEX comments_request ON comments (project_id, request_id, visibility, parent_id, created_at DESC, id DESC);
CREATE INDEX comments_replies ON comments (project_id, parent_id, created_at) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_visitor ON comments (project_id, visitor_id, created_at DESC) WHERE visitor_id IS NOT NULL;
CREATE INDEX comments_state ON comments (project_id, visibility, state, created_at DESC, id DESC);
CREATE INDEX standings_discussed ON standings (project, facet, comments DESC, request DESC);
DELETE FROM sqlite_stat1 WHERE idx = 'comments_request';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('comments', 'comments_request', '1000000 500000 10 9 5 1 1'),
  ('comments', 'comments_replies', '1000000 500000 3 1'),
  ('comments', 'comments_visitor', '1000000 500000 10 1'),
  ('comments', 'comments_state', '1000000 500000 400000 100000 1 1'),
  ('standings', 'standings_discussed', '1000000 500000 50000 1000 1');
