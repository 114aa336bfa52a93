DELETE FROM sqlite_stat1 WHERE tbl = 'answer_days';
DROP INDEX answer_days_day;
