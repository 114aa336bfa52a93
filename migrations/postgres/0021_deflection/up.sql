-- What became of similar requests that were shown while somebody wrote a suggestion: a vote for one of them instead, or a request
-- all the same. A code: 0 shown, 1 opened; NULL where none were shown.
ALTER TABLE votes ADD COLUMN instead SMALLINT;
ALTER TABLE requests ADD COLUMN offered SMALLINT;
CREATE INDEX votes_instead ON votes (project, cast_at) WHERE instead IS NOT NULL;
