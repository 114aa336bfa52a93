DELETE FROM sqlite_stat1 WHERE tbl = 'on_behalf_notes';
DROP TABLE on_behalf_notes;
