DELETE FROM sqlite_stat1 WHERE tbl IN ('pattern_leftovers');
DROP TABLE pattern_leftovers;
DROP TABLE pattern_merges;
