DROP TABLE screen_patterns;
DELETE FROM sqlite_stat1 WHERE tbl = 'screen_routes';
DROP TABLE screen_routes;
DELETE FROM sqlite_stat1 WHERE tbl = 'answer_days';
DROP INDEX answer_days_day;
