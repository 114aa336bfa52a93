DROP INDEX standings_value;
DROP INDEX standings_weighted;
ALTER TABLE standings DROP COLUMN effort;
