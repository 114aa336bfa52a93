DELETE FROM sqlite_stat1 WHERE tbl = 'decisions';
DROP INDEX decisions_latest;
DROP TABLE old_slugs;
DROP INDEX projects_board_host;
DROP INDEX projects_slug;
ALTER TABLE projects DROP COLUMN board_indexed;
ALTER TABLE projects DROP COLUMN board_host;
ALTER TABLE projects DROP COLUMN board;
ALTER TABLE projects DROP COLUMN slug;
