-- What became of similar requests that were shown while somebody wrote a suggestion: a vote for one of them instead, or a request
-- all the same. A code: 0 shown, 1 opened; NULL where none were shown.
ALTER TABLE votes ADD COLUMN instead INTEGER;
ALTER TABLE requests ADD COLUMN offered INTEGER;
CREATE INDEX votes_instead ON votes (project, cast_at) WHERE instead IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('votes', 'votes_instead', '1000000 500000 1');
