DELETE FROM sqlite_stat1 WHERE tbl IN ('bin', 'bin_visitors', 'deleted_projects');
DROP TABLE deleted_projects;
DROP TABLE bin_visitors;
DROP TABLE bin;
