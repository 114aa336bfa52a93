-- Comments of visitors and public replies of the team, beside the internal notes. state is shown, pending, hidden or deleted; visitor_id is
-- null for what the team wrote, and after its visitor was erased; a reply has the comment that it replies to as parent_id.
ALTER TABLE comments ADD COLUMN state TEXT NOT NULL DEFAULT 'shown';
ALTER TABLE comments ADD COLUMN official BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE comments ADD COLUMN visitor_id UUID;
ALTER TABLE comments ADD COLUMN parent_id UUID;
ALTER TABLE comments ADD COLUMN edited_at BIGINT;
ALTER TABLE requests ADD COLUMN comments_locked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE projects ADD COLUMN approve_comments BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX comments_request;
CREATE INDEX comments_request ON comments (project_id, request_id, visibility, parent_id, created_at DESC, id DESC);
CREATE INDEX comments_replies ON comments (project_id, parent_id, created_at) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_visitor ON comments (project_id, visitor_id, created_at DESC) WHERE visitor_id IS NOT NULL;
CREATE INDEX comments_state ON comments (project_id, visibility, state, created_at DESC, id DESC);
CREATE INDEX standings_discussed ON standings (project, facet, comments DESC, request DESC);
