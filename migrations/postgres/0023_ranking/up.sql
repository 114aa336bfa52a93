-- What is left of a change of the ranking: the scores of requests with a higher number than this are still to be computed again, not before that
-- time, and from their signals where these fade differently now. No number where nothing is left.
ALTER TABLE projects ADD COLUMN rerank_after BIGINT;
ALTER TABLE projects ADD COLUMN rerank_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN rerank_signals BOOLEAN NOT NULL DEFAULT FALSE;
