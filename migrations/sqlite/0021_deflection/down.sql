DELETE FROM sqlite_stat1 WHERE idx = 'votes_instead';
DROP INDEX votes_instead;
ALTER TABLE requests DROP COLUMN offered;
ALTER TABLE votes DROP COLUMN instead;
