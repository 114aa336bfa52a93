ALTER TABLE sessions DROP COLUMN browser;
ALTER TABLE sessions DROP COLUMN system;
ALTER TABLE sessions DROP COLUMN seen_at;
