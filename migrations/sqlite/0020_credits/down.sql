DELETE FROM sqlite_stat1 WHERE tbl IN ('credits', 'credit_names');
DROP TABLE credits;
DROP TABLE credit_names;
