-- What the account page says of a session: the browser and the system that it was begun in, and when it was last used, to the hour.
ALTER TABLE sessions ADD COLUMN browser TEXT;
ALTER TABLE sessions ADD COLUMN system TEXT;
ALTER TABLE sessions ADD COLUMN seen_at INTEGER;
