DROP INDEX votes_instead;
ALTER TABLE requests DROP COLUMN similar;
ALTER TABLE votes DROP COLUMN instead;
