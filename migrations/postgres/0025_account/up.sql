-- What the account page says of a session: the browser and the system that it was begun in, and when it was last used, to the hour.
ALTER TABLE sessions ADD COLUMN browser TEXT;
ALTER TABLE sessions ADD COLUMN system TEXT;
ALTER TABLE sessions ADD COLUMN seen_at BIGINT;
-- What the team wants to achieve first, and whether the list of first steps is hidden: it is where a project is older than the list.
ALTER TABLE projects ADD COLUMN goal TEXT;
ALTER TABLE projects ADD COLUMN first_steps_hidden BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE projects SET first_steps_hidden = TRUE;
