ALTER TABLE sessions DROP COLUMN browser;
ALTER TABLE sessions DROP COLUMN system;
ALTER TABLE sessions DROP COLUMN seen_at;
ALTER TABLE projects DROP COLUMN goal;
ALTER TABLE projects DROP COLUMN first_steps_hidden;
