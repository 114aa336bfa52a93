DELETE FROM sqlite_stat1 WHERE tbl = 'rank_days';
DROP TABLE rank_days;
