DROP INDEX votes_instead;
ALTER TABLE requests DROP COLUMN offered;
ALTER TABLE votes DROP COLUMN instead;
