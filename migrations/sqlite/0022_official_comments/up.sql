-- The measures ask when the team first answered a request, among what may be thousands of comments of visitors.
CREATE INDEX comments_official ON comments (project_id, request_id, visibility, created_at) WHERE official;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('comments', 'comments_official', '100000 50000 2 2 1');
