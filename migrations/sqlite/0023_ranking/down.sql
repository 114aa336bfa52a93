ALTER TABLE projects DROP COLUMN rerank_signals;
ALTER TABLE projects DROP COLUMN rerank_at;
ALTER TABLE projects DROP COLUMN rerank_after;
