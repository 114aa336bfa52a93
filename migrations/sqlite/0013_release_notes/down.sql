DELETE FROM sqlite_stat1 WHERE tbl = 'release_requests';
DROP TABLE release_requests;
DROP TABLE release_notes;
